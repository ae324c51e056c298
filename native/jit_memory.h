// Memory of linked objects: all sections of one object in one block.
//
// Generated code addresses its constants relative to itself, in 32 bits. Sections that are mapped one
// by one may end up gigabytes apart, with the engine's memory between them; the linker then cuts the
// distance off without a word, and the code reads elsewhere.
#pragma once

#include <llvm/ExecutionEngine/RTDyldMemoryManager.h>

#include <cstdint>
#include <string>

namespace legate_ts::jit {

class OneBlock : public llvm::RTDyldMemoryManager {
 public:
  OneBlock() = default;
  ~OneBlock() override;  // gives the block back
  OneBlock(const OneBlock&)            = delete;
  OneBlock& operator=(const OneBlock&) = delete;

  bool needsToReserveAllocationSpace() override { return true; }
  void reserveAllocationSpace(uintptr_t code_size, uint32_t code_align, uintptr_t constants_size,
                              uint32_t constants_align, uintptr_t data_size,
                              uint32_t data_align) override;
  uint8_t* allocateCodeSection(uintptr_t size, unsigned alignment, unsigned id,
                               llvm::StringRef name) override;
  uint8_t* allocateDataSection(uintptr_t size, unsigned alignment, unsigned id,
                               llvm::StringRef name, bool constant) override;
  // Pages were writable until now; from here on none is both writable and executable.
  bool finalizeMemory(std::string* error) override;

 private:
  // Whole pages of one protection.
  struct Part {
    std::uintptr_t begin{}, next{}, end{};
  };

  static uint8_t* take(Part& part, uintptr_t size, unsigned alignment);

  Part code_, constants_, data_;
  void* block_{};
  std::size_t bytes_{};
};

}  // namespace legate_ts::jit
