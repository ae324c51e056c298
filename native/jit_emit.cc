// The host's target machine, and machine code for a module.
#include <llvm/ADT/StringMap.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/SubtargetFeature.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/Host.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <vector>

#include "errors.h"
#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

std::string host_features()
{
  llvm::StringMap<bool> found;
  llvm::sys::getHostCPUFeatures(found);
  std::vector<std::string> names;
  for (const auto& feature : found) {
    if (feature.second) names.push_back("+" + feature.first().str());
  }
  // Sorted: the string goes into cache keys, and the map's order is not the same everywhere.
  std::sort(names.begin(), names.end());
  std::string joined;
  for (const auto& name : names) joined += (joined.empty() ? "" : ",") + name;
  return joined;
}

std::unique_ptr<llvm::TargetMachine> make_host_machine()
{
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  llvm::InitializeNativeTargetAsmParser();

  const auto triple = llvm::sys::getProcessTriple();
  std::string message;
  const auto* const target = llvm::TargetRegistry::lookupTarget(triple, message);
  if (target == nullptr) throw Error{error_code::CODEGEN, message};

  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  std::unique_ptr<llvm::TargetMachine> machine{
    target->createTargetMachine(triple,
                                llvm::sys::getHostCPUName(),
                                host_features(),
                                options,
                                llvm::Reloc::PIC_,
                                llvm::CodeModel::Small,
                                llvm::CodeGenOpt::Default,
                                true)};
  if (machine == nullptr) throw Error{error_code::CODEGEN, "LLVM can't generate code for " + triple};
  return machine;
}

}  // namespace

llvm::TargetMachine& host_machine()
{
  static llvm::TargetMachine* const machine = make_host_machine().release();
  return *machine;
}

std::string generate(llvm::Module& module, bool assembly)
{
  llvm::SmallString<0> bytes;
  llvm::raw_svector_ostream out{bytes};
  llvm::legacy::PassManager passes;
  const auto kind = assembly ? llvm::CGFT_AssemblyFile : llvm::CGFT_ObjectFile;
  // The last argument leaves out the machine verifier: the module was verified.
  if (host_machine().addPassesToEmitFile(passes, out, nullptr, kind, true)) {
    throw Error{error_code::CODEGEN, "LLVM can't write objects for this host"};
  }
  passes.run(module);
  return out.str().str();
}

}  // namespace legate_ts::jit
