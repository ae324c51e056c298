// Stores past the caches. An ordinary store first reads the line that it is going to replace; where a task writes more
// than the caches will keep, that is a third of all that elementwise code moves through memory.
//
// Generated code says which stores these are by calls of `lts.stream.TYPE(value, address)`, and promises that the first
// address in a loop over neighbours begins a cache line. The calls become stores that carry an access group of their
// own, a mark that the vectoriser keeps; what has become whole vectors is made nontemporal after it. (The vectoriser
// itself leaves loops alone that have nontemporal stores of unknown alignment.)
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

constexpr const char* PREFIX     = "lts.stream.";
constexpr std::uint64_t LINE     = 64;
constexpr unsigned LEAST_VECTOR  = 16;
constexpr std::int64_t UNKNOWN_L3 = std::int64_t{32} << 20;

// What one task writes from here on won't be there when it is read again: a quarter of the last level's cache, as
// glibc's memcpy has it.
std::atomic<std::int64_t>& least()
{
  static std::atomic<std::int64_t> bytes = [] {
    const std::int64_t cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
    return (cache > 0 ? cache : UNKNOWN_L3) / 4;
  }();
  return bytes;
}

}  // namespace

std::int64_t stream_least() { return least(); }

void set_stream_least(std::int64_t bytes) { least() = bytes; }

void mark_streams(llvm::Module& module)
{
  std::vector<llvm::Function*> markers;
  for (auto& function : module) {
    if (function.getName().startswith(PREFIX)) markers.push_back(&function);
  }
  auto* const group = llvm::MDNode::getDistinct(module.getContext(), {});
  for (auto* const marker : markers) {
    while (!marker->use_empty()) {
      auto* const call = llvm::cast<llvm::CallInst>(marker->user_back());
      llvm::IRBuilder<> builder{call};
      builder.CreateStore(call->getArgOperand(0), call->getArgOperand(1))
        ->setMetadata(llvm::LLVMContext::MD_access_group, group);
      call->eraseFromParent();
    }
    marker->eraseFromParent();
  }
}

void define_streams(llvm::Function& kernel)
{
  auto& context     = kernel.getContext();
  const auto& sizes = kernel.getParent()->getDataLayout();
  auto* const one   = llvm::MDNode::get(
    context, llvm::ConstantAsMetadata::get(llvm::ConstantInt::get(llvm::Type::getInt32Ty(context), 1)));
  bool streams = false;
  std::vector<llvm::Instruction*> ends;
  for (auto& instruction : llvm::instructions(kernel)) {
    if (llvm::isa<llvm::ReturnInst>(instruction)) ends.push_back(&instruction);
    auto* const store = llvm::dyn_cast<llvm::StoreInst>(&instruction);
    if (store == nullptr || store->getMetadata(llvm::LLVMContext::MD_access_group) == nullptr) continue;
    store->setMetadata(llvm::LLVMContext::MD_access_group, nullptr);
    auto* const type = store->getValueOperand()->getType();
    const auto size  = sizes.getTypeStoreSize(type).getFixedSize();
    // Steps of whole vectors from the beginning of a line.
    if (!type->isVectorTy() || size < LEAST_VECTOR || (size & (size - 1)) != 0) continue;
    store->setAlignment(llvm::Align{std::min(size, LINE)});
    store->setMetadata(llvm::LLVMContext::MD_nontemporal, one);
    streams = true;
  }
  if (!streams) return;
  // Such stores are ordered by nothing else, and whoever comes next may be on another processor.
  for (auto* const end : ends) llvm::IRBuilder<>{end}.CreateFence(llvm::AtomicOrdering::SequentiallyConsistent);
}

}  // namespace legate_ts::jit
