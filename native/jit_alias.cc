// Alias scopes for a kernel's arguments.
//
// A kernel loads its base pointers from the argument array, so LLVM can't know that they point at
// different memory, and a vectorised loop would begin with an overlap check for each pair. The ABI
// promises that a written argument overlaps no other; here that becomes metadata: one scope an
// argument, each access in its own and disjoint from all of the others.
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>

#include <map>
#include <vector>

#include "abi.h"
#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

constexpr std::int64_t UNKNOWN = -1;
constexpr std::int64_t CONTROL = -2;  // the argument array, the rectangle or the scalars
constexpr std::int64_t FRAME   = -3;  // memory of the function itself

// Which argument's base pointer `value` is, when it is one.
std::int64_t argument_of(const llvm::Value* value, const llvm::Function& kernel)
{
  if (const auto* const parameter = llvm::dyn_cast<llvm::Argument>(value)) {
    return parameter->getParent() == &kernel ? CONTROL : UNKNOWN;
  }
  // LLVM gives up on what has many uses.
  if (llvm::isa<llvm::AllocaInst>(value)) return FRAME;
  const auto* const load = llvm::dyn_cast<llvm::LoadInst>(value);
  if (load == nullptr) return UNKNOWN;
  const auto& layout = kernel.getParent()->getDataLayout();
  llvm::APInt offset{layout.getIndexTypeSizeInBits(load->getPointerOperandType()), 0};
  const auto* const base =
    load->getPointerOperand()->stripAndAccumulateConstantOffsets(layout, offset, true);
  if (base != kernel.getArg(0) || offset.isNegative()) return UNKNOWN;
  const auto at = offset.getSExtValue();
  return at % static_cast<std::int64_t>(sizeof(Arg)) == 0
           ? at / static_cast<std::int64_t>(sizeof(Arg))
           : UNKNOWN;
}

std::int64_t argument_behind(const llvm::Value* pointer, const llvm::Function& kernel)
{
  llvm::SmallVector<const llvm::Value*, 4> objects;
  llvm::getUnderlyingObjects(pointer, objects, nullptr, 0);
  std::int64_t argument = UNKNOWN;
  for (const auto* const object : objects) {
    const auto found = argument_of(object, kernel);
    if (found == UNKNOWN || (argument != UNKNOWN && argument != found)) return UNKNOWN;
    argument = found;
  }
  return argument;
}

const llvm::Value* pointer_of(const llvm::Instruction& instruction)
{
  if (const auto* const load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) {
    return load->getPointerOperand();
  }
  if (const auto* const store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) {
    return store->getPointerOperand();
  }
  return nullptr;
}

}  // namespace

void add_alias_scopes(llvm::Function& kernel)
{
  auto& context = kernel.getContext();
  std::map<std::int64_t, std::vector<llvm::Instruction*>> accesses;
  for (auto& instruction : llvm::instructions(kernel)) {
    if (const auto* const pointer = pointer_of(instruction)) {
      const auto argument = argument_behind(pointer, kernel);
      if (argument != UNKNOWN) accesses[argument].push_back(&instruction);
    }
  }

  llvm::MDBuilder builder{context};
  auto* const domain = builder.createAnonymousAliasScopeDomain("kernel");
  std::map<std::int64_t, llvm::Metadata*> scopes;
  for (const auto& [argument, unused] : accesses) {
    scopes[argument] =
      builder.createAnonymousAliasScope(domain, "argument" + std::to_string(argument));
  }
  for (const auto& [argument, instructions] : accesses) {
    std::vector<llvm::Metadata*> others;
    for (const auto& [other, scope] : scopes) {
      if (other != argument) others.push_back(scope);
    }
    auto* const own    = llvm::MDNode::get(context, {scopes.at(argument)});
    auto* const noalias = llvm::MDNode::get(context, others);
    for (auto* const instruction : instructions) {
      instruction->setMetadata(llvm::LLVMContext::MD_alias_scope, own);
      instruction->setMetadata(llvm::LLVMContext::MD_noalias, noalias);
      // Nobody writes the argument array, the rectangle or the scalars while the kernel runs.
      if (argument == CONTROL && llvm::isa<llvm::LoadInst>(instruction)) {
        instruction->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(context, {}));
      }
    }
  }
}

}  // namespace legate_ts::jit
