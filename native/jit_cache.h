// Compiled objects on disk, by content key and everything else that decides their code.
#pragma once

#include <optional>
#include <string>

namespace legate_ts::jit::cache {

// Where objects are kept; '' turns the cache off. The folder is made if need be, and must belong to
// this user alone: what is in it gets executed.
void set_folder(const std::string& path);

// The object, or nothing: also when the file is damaged.
std::optional<std::string> load(const std::string& key, const std::string& salt);

// Keeps an object. A full disk is no error: the cache is a convenience.
void store(const std::string& key, const std::string& salt, const std::string& object);

}  // namespace legate_ts::jit::cache
