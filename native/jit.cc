// The JIT's front: parses, asks cache and table, links objects into executable memory.
#include "jit.h"

#include <llvm/AsmParser/Parser.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/ExecutionEngine/RuntimeDyld.h>
#include <llvm/IR/DiagnosticHandler.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Object/ObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

#include "counters.h"
#include "errors.h"
#include "jit_cache.h"
#include "jit_llvm.h"
#include "jit_memory.h"
#include "kernel_table.h"

namespace legate_ts::jit {

namespace {

class Resolver : public llvm::LegacyJITSymbolResolver {
 public:
  llvm::JITSymbol findSymbol(const std::string& name) override
  {
    if (void* const address = find_symbol(name)) {
      return {reinterpret_cast<llvm::JITTargetAddress>(address), llvm::JITSymbolFlags::Exported};
    }
    return nullptr;
  }
  llvm::JITSymbol findSymbolInLogicalDylib(const std::string&) override { return nullptr; }
};

std::string text(llvm::Error error) { return llvm::toString(std::move(error)); }

// LLVM says what it could not optimise as asked on stderr, which is the program's.
class Silent : public llvm::DiagnosticHandler {
 public:
  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override { return info.getSeverity() != llvm::DS_Error; }
};

class Context : public llvm::LLVMContext {
 public:
  Context() { setDiagnosticHandler(std::make_unique<Silent>()); }
};

std::unique_ptr<llvm::Module> parse(const std::string& ir, llvm::LLVMContext& context)
{
  const llvm::MemoryBufferRef buffer{ir, "kernel"};
  if (llvm::StringRef{ir}.startswith("BC\xC0\xDE")) {
    auto module = llvm::parseBitcodeFile(buffer, context);
    if (!module) throw Error{error_code::BAD_IR, text(module.takeError())};
    return std::move(*module);
  }
  llvm::SMDiagnostic diagnostic;
  auto module = llvm::parseAssembly(buffer, diagnostic, context);
  if (module == nullptr) {
    std::string message;
    llvm::raw_string_ostream out{message};
    diagnostic.print("kernel", out, false);
    throw Error{error_code::BAD_IR, out.str()};
  }
  return module;
}

std::unique_ptr<llvm::Module> parse_and_verify(const std::string& ir, llvm::LLVMContext& context)
{
  auto module = parse(ir, context);
  std::string message;
  llvm::raw_string_ostream out{message};
  if (llvm::verifyModule(*module, &out)) throw Error{error_code::BAD_IR, out.str()};

  const auto* const kernel = module->getFunction("kernel");
  if (kernel == nullptr || kernel->isDeclaration()) {
    throw Error{error_code::BAD_IR, "the module does not define `kernel`"};
  }
  const auto* const type = kernel->getFunctionType();
  const auto pointer     = [](const llvm::Type* t) { return t->isPointerTy(); };
  if (!type->getReturnType()->isVoidTy() || type->getNumParams() != 3 ||
      !std::all_of(type->param_begin(), type->param_end(), pointer)) {
    throw Error{error_code::BAD_IR, "`kernel` must be void of three pointers"};
  }
  return module;
}

// Links an object. Pages are written first and made executable after: never both at once.
void load(const std::string& key, const std::string& object)
{
  auto file =
    llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef{object, "kernel.o"});
  if (!file) throw Error{error_code::CODEGEN, text(file.takeError())};

  auto memory = std::make_unique<OneBlock>();
  Resolver resolver;
  llvm::RuntimeDyld linker{*memory, resolver};
  linker.loadObject(**file);
  if (linker.hasError()) throw Error{error_code::CODEGEN, linker.getErrorString().str()};
  linker.finalizeWithMemoryManagerLocking();
  if (linker.hasError()) throw Error{error_code::CODEGEN, linker.getErrorString().str()};

  const auto symbol = linker.getSymbol("kernel");
  if (!symbol) throw Error{error_code::CODEGEN, "the object does not define `kernel`"};
  add_kernel(key, reinterpret_cast<Kernel>(symbol.getAddress()));
  memory.release();  // code is never unloaded: tasks in flight may be running it
}

void check_key(const std::string& key)
{
  const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
  if (key.empty() || key.size() > 200 || !std::all_of(key.begin(), key.end(), allowed)) {
    throw Error{error_code::BAD_ARGUMENT, "a kernel's key is 1 to 200 letters, digits, - and _"};
  }
}

// All that decides what an object looks like, beyond the key, which covers IR and options.
std::string cache_salt()
{
  static const std::string salt = [] {
    const auto t = target();
    return "abi" + std::to_string(ABI_VERSION) + "|" + t.cpu + "|" + t.features + "|" + t.llvm + "|" +
           t.veclib + "|codegen22";
  }();
  return salt;
}

}  // namespace

Target target()
{
  auto& machine = host_machine();
  return {machine.getTargetCPU().str(),
          machine.getTargetFeatureString().str(),
          LLVM_VERSION_STRING,
          vector_library_name()};
}

bool has(const std::string& key)
{
  check_key(key);
  if (has_kernel(key)) return true;
  const auto object = cache::load(key, cache_salt());
  if (!object.has_value()) return false;
  try {
    load(key, *object);
  } catch (const Error&) {
    // As good as absent: it will be compiled again, and the file replaced.
    return false;
  }
  ++counters.loaded;
  return true;
}

void compile(const std::string& key, const std::string& ir, const Options& options)
{
  if (has(key)) return;
  Context context;
  const auto module = parse_and_verify(ir, context);
  optimise(*module, options);
  const auto object = generate(*module, false);
  load(key, object);
  ++counters.compiled;
  cache::store(key, cache_salt(), object);
}

std::string emit(const std::string& ir, bool assembly, const Options& options)
{
  Context context;
  const auto module = parse_and_verify(ir, context);
  optimise(*module, options);
  if (assembly) return generate(*module, true);
  std::string text;
  llvm::raw_string_ostream out{text};
  module->print(out, nullptr);
  return out.str();
}

void set_cache_folder(const std::string& path) { cache::set_folder(path); }

}  // namespace legate_ts::jit
