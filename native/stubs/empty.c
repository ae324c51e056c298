/* An empty library under the soname of one that Legate links to but never calls without a GPU
 * (libnccl.so.2, libcudart.so.12). Binding is lazy, so its missing symbols are never looked up. */
const char legate_ts_stub[] = "empty";
