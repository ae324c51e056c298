// `Store` as JavaScript holds it.
#pragma once

#include "headers.h"

#include "store_access.h"

namespace legate_ts {

class StoreWrapper : public Napi::ObjectWrap<StoreWrapper> {
 public:
  static Napi::Function define(Napi::Env env);
  // The native store behind a JavaScript value; throws when it is not a live Store.
  static NativeStore& unwrap(const Napi::Value& value, const char* what);

  explicit StoreWrapper(const Napi::CallbackInfo& info);
  ~StoreWrapper() override;

  // The engine has ended under it.
  void forget() { store_ = nullptr; }

 private:
  NativeStore& live();
  Napi::Value wrap_view(Napi::Env env, const legate::LogicalStore& view);
  void drop(Napi::Env env);

  Napi::Value shape(const Napi::CallbackInfo& info);
  Napi::Value dtype(const Napi::CallbackInfo& info);
  Napi::Value bytes(const Napi::CallbackInfo& info);
  Napi::Value slice(const Napi::CallbackInfo& info);
  Napi::Value project(const Napi::CallbackInfo& info);
  Napi::Value promote(const Napi::CallbackInfo& info);
  Napi::Value transpose(const Napi::CallbackInfo& info);
  Napi::Value delinearize(const Napi::CallbackInfo& info);
  void fill(const Napi::CallbackInfo& info);
  void write(const Napi::CallbackInfo& info);
  void read(const Napi::CallbackInfo& info);
  Napi::Value map(const Napi::CallbackInfo& info);
  void unmap(const Napi::CallbackInfo& info);
  void copy_from(const Napi::CallbackInfo& info);
  void gather(const Napi::CallbackInfo& info);
  void scatter(const Napi::CallbackInfo& info);
  void release(const Napi::CallbackInfo& info);
  void detach(const Napi::CallbackInfo& info);

  NativeStore* store_ = nullptr;
  std::int64_t accounted_ = 0;  // bytes reported to the collector
  Napi::Reference<Napi::ArrayBuffer> mapped_;
};

// What is to be read of a store: all of it, or elements, into bytes of that size.
StoreRead read_of(NativeStore& store, const Napi::Value& into, const Napi::Value& elements);

// readStores(stores, into, elements)
void read_stores(const Napi::CallbackInfo& info);

}  // namespace legate_ts
