#include "huge_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace legate_ts {

namespace {

// The parts of a range that are in none of the known ones, which are in order.
std::vector<Mapping> without(Mapping range, const std::vector<Mapping>& known)
{
  std::vector<Mapping> parts;
  for (const auto& k : known) {
    if (k.end <= range.begin || k.begin >= range.end) continue;
    if (k.begin > range.begin) parts.push_back({range.begin, k.begin});
    range.begin = std::min(k.end, range.end);
  }
  if (range.begin < range.end) parts.push_back(range);
  return parts;
}

constexpr std::size_t HUGE_PAGE = std::size_t{2} << 20;

}  // namespace

void* allocate_in_huge_pages(std::size_t size)
{
  if (size < HUGE_PAGE) return std::malloc(size);
  const auto whole = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  void* const memory = std::aligned_alloc(HUGE_PAGE, whole);
  if (memory != nullptr) madvise(memory, whole, MADV_HUGEPAGE);
  return memory;
}

std::vector<Mapping> own_mappings()
{
  std::vector<Mapping> found;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> maps{std::fopen("/proc/self/maps", "re"), &std::fclose};
  if (maps == nullptr) return found;
  char line[4352];
  while (std::fgets(line, sizeof line, maps.get()) != nullptr) {
    Mapping mapping{};
    char access[5] = "";
    std::uint64_t inode = 0;
    // begin-end access offset device inode path
    const int fields =
      std::sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %" SCNu64, &mapping.begin, &mapping.end, access, &inode);
    if (fields == 4 && inode == 0 && std::strcmp(access, "rw-p") == 0) found.push_back(mapping);
  }
  return found;
}

void use_huge_pages(const std::vector<Mapping>& before, std::size_t least)
{
  for (const auto& mapping : own_mappings()) {
    for (const auto& part : without(mapping, before)) {
      if (part.end - part.begin >= least) madvise(reinterpret_cast<void*>(part.begin), part.end - part.begin, MADV_HUGEPAGE);
    }
  }
}

}  // namespace legate_ts
