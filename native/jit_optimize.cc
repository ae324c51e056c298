// The pass pipeline: what pays for array kernels, and little else. LLVM's full O3 takes several times
// as long on a typical kernel for the same loops.
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Operator.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/Utils/LoopUtils.h>

#include <algorithm>
#include <optional>

#include "errors.h"
#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

// Inlines and brings the code to a form in which an access shows its base pointer.
constexpr const char* CANONICAL =
  "always-inline,"
  "function(sroa,early-cse<memssa>,instcombine,simplifycfg)";

// Hoists what doesn't vary, vectorises, and tidies up.
constexpr const char* LOOPS =
  "function("
  "loop-simplify,lcssa,"
  "loop-mssa(loop-rotate,licm),"
  "simplifycfg,instcombine,"
  "loop(indvars,loop-deletion,loop-unroll-full),"
  // Loads that are carried from one round to the next keep a loop from being vectorised.
  "gvn<no-load-pre>,instcombine,"
  "inject-tli-mappings,"
  "loop-vectorize,"
  "slp-vectorizer,"
  // Loops over a tile that are a few vectors by now: their states become registers.
  "loop-simplify,lcssa,loop(indvars,loop-unroll-full))";

constexpr const char* REGISTERS = "function(simplifycfg,sroa,instcombine,simplifycfg)";

constexpr const char* FINISH =
  "always-inline,"
  "function(vector-combine,early-cse<memssa>,instcombine,loop-simplify,lcssa,loop-mssa(licm),simplifycfg),"
  "globaldce";

class Pipeline {
 public:
  explicit Pipeline(llvm::TargetMachine& machine) : builder_{&machine, tuning()}
  {
    llvm::TargetLibraryInfoImpl library{machine.getTargetTriple()};
    describe_math(library);
    // Registered first, so that it wins over the builder's own.
    functions_.registerPass([library] { return llvm::TargetLibraryAnalysis{library}; });
    builder_.registerModuleAnalyses(modules_);
    builder_.registerCGSCCAnalyses(graphs_);
    builder_.registerFunctionAnalyses(functions_);
    builder_.registerLoopAnalyses(loops_);
    builder_.crossRegisterProxies(loops_, functions_, graphs_, modules_);
  }

  void run(const char* passes, llvm::Module& module)
  {
    llvm::ModulePassManager manager;
    if (auto error = builder_.parsePassPipeline(manager, passes)) {
      throw Error{error_code::CODEGEN, llvm::toString(std::move(error))};
    }
    manager.run(module, modules_);
    // Between two runs the module is changed by hand.
    modules_.invalidate(module, llvm::PreservedAnalyses::none());
  }

 private:
  static llvm::PipelineTuningOptions tuning()
  {
    llvm::PipelineTuningOptions options;
    options.LoopVectorization  = true;
    options.LoopInterleaving   = true;
    options.SLPVectorization   = true;
    return options;
  }

  llvm::LoopAnalysisManager loops_;
  llvm::FunctionAnalysisManager functions_;
  llvm::CGSCCAnalysisManager graphs_;
  llvm::ModuleAnalysisManager modules_;
  llvm::PassBuilder builder_;
};

// The mathematical function that a name in the module stands for, if it is one (rename_math).
struct Called {
  llvm::StringRef function;
  bool f64;
};

std::optional<Called> mathematical(llvm::StringRef name)
{
  if (!name.consume_front("lts.")) return std::nullopt;
  const bool f64 = name.consume_back(".f64");
  return Called{name, f64};
}

// Whether what takes the time is code of our own (jit_functions.cc).
bool is_polynomials(const llvm::Module& module)
{
  bool found = false;
  for (const auto& function : module) {
    const auto called = mathematical(function.getName());
    if (!called) continue;
    if (!has_own_code(called->function, called->f64)) return false;
    found = true;
  }
  return found;
}

// How many vectors to work on together in a loop whose mathematical functions all are code of our own; 0 without any.
unsigned together_in(const llvm::Loop& loop)
{
  // Several calls keep more in registers than one.
  constexpr unsigned SEVERAL = 2;
  // A series of so many steps waits for each of them, whatever is called besides: i0 takes two thirds of the time.
  constexpr unsigned LONG = 64;
  constexpr unsigned MANY = 4;
  unsigned together = 0;
  unsigned steps    = 0;
  for (const auto* const block : loop.blocks()) {
    for (const auto& instruction : *block) {
      const auto* const call   = llvm::dyn_cast<llvm::CallInst>(&instruction);
      const auto* const callee = call == nullptr ? nullptr : call->getCalledFunction();
      const auto called        = callee == nullptr ? std::nullopt : mathematical(callee->getName());
      if (called) together = together == 0 ? vectors_together(called->function) : SEVERAL;
      steps += instruction.getType()->isFloatingPointTy() && instruction.isBinaryOp();
    }
  }
  return together > 0 && steps >= LONG ? std::max(together, MANY) : together;
}

// Vectors as long as several of the processor's: their steps alternate, where the vectoriser's interleaving would put
// one vector's steps after the other's.
void lengthen_vectors(llvm::Function& kernel, const llvm::TargetMachine& machine)
{
  const auto features   = machine.getTargetFeatureString();
  const unsigned length = features.contains("+avx512f") ? 8 : features.contains("+avx2") ? 4 : 2;
  llvm::DominatorTree tree{kernel};
  llvm::LoopInfo loops{tree};
  for (auto* const loop : loops.getLoopsInPreorder()) {
    if (!loop->isInnermost()) continue;
    const auto together = together_in(*loop);
    if (together == 0) continue;
    llvm::addStringMetadataToLoop(loop, "llvm.loop.vectorize.width", together * length);
    llvm::addStringMetadataToLoop(loop, "llvm.loop.interleave.count", 1);
  }
}

void set_attributes(llvm::Module& module, const llvm::TargetMachine& machine, bool polynomials, const Options& options)
{
  for (auto& function : module) {
    if (function.isDeclaration()) continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    // Wider vectors were measured: long polynomials ran 1.4 times as fast, all that divides or waits for memory the
    // same or slower, and libmvec's functions are 256 bits wide.
    function.addFnAttr("prefer-vector-width", polynomials ? "512" : "256");
    function.addFnAttr(llvm::Attribute::NoUnwind);
    function.addFnAttr(llvm::Attribute::MustProgress);
    if (options.fast_math) function.addFnAttr("unsafe-fp-math", "true");
    if (function.getName() == "kernel") {
      for (auto& parameter : function.args()) {
        parameter.addAttr(llvm::Attribute::NoAlias);
        parameter.addAttr(llvm::Attribute::NoCapture);
        parameter.addAttr(llvm::Attribute::ReadOnly);
      }
    } else {
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
      if (!function.hasFnAttribute(llvm::Attribute::NoInline)) {
        function.addFnAttr(llvm::Attribute::AlwaysInline);
      }
    }
  }
}

// Vectors on the stack that lie across two cache lines take twice as long.
void align_arrays(llvm::Module& module)
{
  for (auto& function : module) {
    for (auto& instruction : llvm::instructions(function)) {
      auto* const memory = llvm::dyn_cast<llvm::AllocaInst>(&instruction);
      if (memory != nullptr && memory->getAllocatedType()->isArrayTy()) memory->setAlignment(llvm::Align{64});
    }
  }
}

// The type of floats that `type`, integers in memory at `pointer`, should be by the array on the stack that this is.
llvm::Type* floats_at(const llvm::Value* pointer, llvm::Type* type)
{
  const auto* const memory = llvm::dyn_cast<llvm::AllocaInst>(llvm::getUnderlyingObject(pointer));
  if (memory == nullptr || !memory->getAllocatedType()->isArrayTy()) return nullptr;
  auto* const element = memory->getAllocatedType()->getArrayElementType();
  if (!element->isFloatingPointTy() || !type->isIntOrIntVectorTy() ||
      type->getScalarSizeInBits() != element->getScalarSizeInBits()) {
    return nullptr;
  }
  const auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(type);
  if (vector == nullptr) return element;
  return llvm::FixedVectorType::get(element, vector->getNumElements());
}

// Where a value is only moved, or bits are combined, LLVM reads and writes integers. An array of floats whose accesses
// are of both kinds would stay in memory.
void keep_types_of_arrays(llvm::Module& module)
{
  for (auto& function : module) {
    for (auto& instruction : llvm::instructions(function)) {
      if (auto* const store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) {
        auto* const pointer = store->getPointerOperand();
        auto* const type    = floats_at(pointer, store->getValueOperand()->getType());
        if (type == nullptr) continue;
        llvm::IRBuilder<> builder{store};
        store->setOperand(0, builder.CreateBitCast(store->getValueOperand(), type));
        store->setOperand(1, builder.CreateBitCast(pointer, type->getPointerTo()));
      } else if (auto* const load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) {
        auto* const type = floats_at(load->getPointerOperand(), load->getType());
        if (type == nullptr) continue;
        llvm::IRBuilder<> builder{load};
        auto* const pointer = builder.CreateBitCast(load->getPointerOperand(), type->getPointerTo());
        auto* const floats  = builder.CreateAlignedLoad(type, pointer, load->getAlign());
        floats->copyMetadata(*load);
        load->replaceAllUsesWith(builder.CreateBitCast(floats, load->getType()));
      }
    }
  }
}

void set_fast_math(llvm::Module& module)
{
  for (auto& function : module) {
    for (auto& instruction : llvm::instructions(function)) {
      if (llvm::isa<llvm::FPMathOperator>(instruction)) {
        // NaN and infinity keep their meaning: masks and reductions of users rely on them.
        auto flags = llvm::FastMathFlags{};
        flags.setAllowReassoc();
        flags.setAllowContract(true);
        flags.setAllowReciprocal();
        flags.setNoSignedZeros();
        flags.setApproxFunc();
        instruction.setFastMathFlags(flags);
      }
    }
  }
}

}  // namespace

void optimise(llvm::Module& module, const Options& options)
{
  auto& machine = host_machine();
  module.setTargetTriple(machine.getTargetTriple().str());
  module.setDataLayout(machine.createDataLayout());
  rename_math(module);
  mark_streams(module);
  const bool polynomials = is_polynomials(module);
  set_attributes(module, machine, polynomials, options);
  if (options.fast_math) set_fast_math(module);

  Pipeline pipeline{machine};
  pipeline.run(CANONICAL, module);
  align_arrays(module);
  if (polynomials) lengthen_vectors(*module.getFunction("kernel"), machine);
  add_alias_scopes(*module.getFunction("kernel"));
  pipeline.run(LOOPS, module);
  define_streams(*module.getFunction("kernel"));
  define_gathers(*module.getFunction("kernel"));
  keep_types_of_arrays(module);
  pipeline.run(REGISTERS, module);
  define_math(module);
  pipeline.run(FINISH, module);
}

}  // namespace legate_ts::jit
