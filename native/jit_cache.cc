#include "jit_cache.h"

#include <fcntl.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/SHA256.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "errors.h"

namespace legate_ts::jit::cache {

namespace {

// File: magic, SHA-256 of salt and object, object.
constexpr char MAGIC[]            = "LTSOBJ1\n";
constexpr std::size_t MAGIC_SIZE  = sizeof(MAGIC) - 1;
constexpr std::size_t DIGEST_SIZE = 32;
constexpr std::size_t MAX_OBJECT  = std::size_t{64} << 20;

std::string& folder()
{
  static auto* const path = new std::string;
  return *path;
}

std::string digest(const std::string& a, const std::string& b)
{
  llvm::SHA256 hash;
  hash.update(llvm::StringRef{a});
  hash.update(llvm::StringRef{b});
  return hash.final().str();
}

std::string file_of(const std::string& key, const std::string& salt)
{
  static const char digits[] = "0123456789abcdef";
  std::string name           = folder() + "/" + key + "-";
  for (const unsigned char c : digest(salt, "").substr(0, 8)) {
    name += digits[c >> 4];
    name += digits[c & 15];
  }
  return name + ".o";
}

class File {
 public:
  explicit File(int descriptor) : descriptor_{descriptor} {}
  ~File()
  {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&)            = delete;
  File& operator=(const File&) = delete;
  bool open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  bool write_all(const std::string& bytes) const
  {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const auto n = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      done += static_cast<std::size_t>(n);
    }
    return true;
  }

  std::optional<std::string> read_all() const
  {
    struct stat status;
    if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_uid != geteuid() || status.st_size < 0 ||
        static_cast<std::size_t>(status.st_size) > MAX_OBJECT) {
      return std::nullopt;
    }
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const auto n = ::read(descriptor_, bytes.data() + done, bytes.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return std::nullopt;
      done += static_cast<std::size_t>(n);
    }
    return bytes;
  }

 private:
  int descriptor_;
};

// mkdir -p, each new folder private.
bool make_folders(const std::string& path)
{
  for (std::size_t at = 1; at != std::string::npos && at <= path.size();) {
    at              = path.find('/', at);
    const auto part = path.substr(0, at);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return false;
    if (at != std::string::npos) ++at;
  }
  return true;
}

}  // namespace

constexpr const char* ADVICE = "; name another folder by LEGATE_TS_CACHE";

void set_folder(const std::string& path)
{
  folder().clear();
  if (path.empty()) return;
  if (!make_folders(path)) {
    throw Error{error_code::CACHE, "can't make the folder " + path + ": " + std::strerror(errno) + ADVICE};
  }
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    throw Error{error_code::CACHE, path + " is not a folder" + ADVICE};
  }
  if (status.st_uid != geteuid()) {
    throw Error{error_code::CACHE, path + " belongs to another user" + ADVICE};
  }
  if ((status.st_mode & 077) != 0 && chmod(path.c_str(), 0700) != 0) {
    throw Error{error_code::CACHE, path + " is open to other users" + ADVICE};
  }
  folder() = path;
}

std::optional<std::string> load(const std::string& key, const std::string& salt)
{
  if (folder().empty()) return std::nullopt;
  const File file{::open(file_of(key, salt).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  if (!file.open()) return std::nullopt;
  const auto bytes = file.read_all();
  if (!bytes.has_value() || bytes->size() < MAGIC_SIZE + DIGEST_SIZE ||
      bytes->compare(0, MAGIC_SIZE, MAGIC) != 0) {
    return std::nullopt;
  }
  auto object = bytes->substr(MAGIC_SIZE + DIGEST_SIZE);
  if (bytes->compare(MAGIC_SIZE, DIGEST_SIZE, digest(salt + key, object)) != 0) return std::nullopt;
  return object;
}

void store(const std::string& key, const std::string& salt, const std::string& object)
{
  if (folder().empty()) return;
  const auto path  = file_of(key, salt);
  const auto aside = path + "." + std::to_string(getpid()) + ".tmp";
  bool written     = false;
  {
    const File file{
      ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
    written = file.open() && file.write_all(MAGIC + digest(salt + key, object) + object);
  }
  // Other processes see the whole file or none.
  if (!written || rename(aside.c_str(), path.c_str()) != 0) unlink(aside.c_str());
}

}  // namespace legate_ts::jit::cache
