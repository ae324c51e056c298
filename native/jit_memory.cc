#include "jit_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace legate_ts::jit {

namespace {

std::uintptr_t rounded_up(std::uintptr_t value, std::uintptr_t unit)
{
  return (value + unit - 1) / unit * unit;
}

}  // namespace

OneBlock::~OneBlock()
{
  if (block_ != nullptr) munmap(block_, bytes_);
}

void OneBlock::reserveAllocationSpace(uintptr_t code_size, uint32_t code_align,
                                      uintptr_t constants_size, uint32_t constants_align,
                                      uintptr_t data_size, uint32_t data_align)
{
  const auto page  = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto whole = [&](std::uintptr_t size, std::uint32_t align) {
    return size == 0 ? 0 : rounded_up(size + align, page);
  };
  const auto code      = whole(code_size, code_align);
  const auto constants = whole(constants_size, constants_align);
  // The linker's table of addresses comes on top of what it announces.
  const auto data      = whole(data_size + page, data_align);
  if (code + constants + data == 0) return;

  void* const block = mmap(
    nullptr, code + constants + data, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) return;  // every allocation then fails, which LLVM reports as fatal
  block_           = block;
  bytes_           = code + constants + data;
  const auto begin = reinterpret_cast<std::uintptr_t>(block);
  code_            = {begin, begin, begin + code};
  constants_       = {code_.end, code_.end, code_.end + constants};
  data_            = {constants_.end, constants_.end, constants_.end + data};
}

uint8_t* OneBlock::take(Part& part, uintptr_t size, unsigned alignment)
{
  const auto at = rounded_up(part.next, alignment == 0 ? 16 : alignment);
  if (part.begin == part.end || at + size > part.end) return nullptr;
  part.next = at + size;
  return reinterpret_cast<uint8_t*>(at);
}

uint8_t* OneBlock::allocateCodeSection(uintptr_t size, unsigned alignment, unsigned, llvm::StringRef)
{
  return take(code_, size, alignment);
}

uint8_t* OneBlock::allocateDataSection(
  uintptr_t size, unsigned alignment, unsigned, llvm::StringRef, bool constant)
{
  return take(constant ? constants_ : data_, size, alignment);
}

bool OneBlock::finalizeMemory(std::string* error)
{
  const auto protect = [](const Part& part, int protection) {
    return part.begin == part.end ||
           mprotect(reinterpret_cast<void*>(part.begin), part.end - part.begin, protection) == 0;
  };
  if (protect(code_, PROT_READ | PROT_EXEC) && protect(constants_, PROT_READ)) return false;
  if (error != nullptr) *error = std::strerror(errno);
  return true;
}

}  // namespace legate_ts::jit
