#include "store_wrapper.h"

#include <unordered_set>

#include "engine.h"
#include "abi.h"
#include "napi_read.h"
#include "store_access.h"

namespace legate_ts {

namespace {

constexpr napi_type_tag STORE_TAG = {0x6c65676174652d74ULL, 0x732d73746f726521ULL};

// Each environment (the main thread's, a worker's) has a class of its own.
struct StoreClass {
  Napi::FunctionReference constructor;
};

// A method called on an object of another class (Store.prototype.read.call(plan)) gets that object's
// native part for its `this`: so a method believes only pointers that are in here.
std::unordered_set<const StoreWrapper*>& wrappers()
{
  static auto* const all = new std::unordered_set<const StoreWrapper*>;
  return *all;
}

// What a view's constructor receives instead of a shape.
struct ViewOf {
  std::shared_ptr<Region> region;
  legate::LogicalStore view;
};

Extents read_shape(const Napi::Value& value)
{
  auto shape = read_integers(value, "shape");
  if (shape.empty() || shape.size() > MAX_DIM) {
    bad_argument("a store has 1 to " + std::to_string(MAX_DIM) + " dimensions, not " +
                 std::to_string(shape.size()));
  }
  std::int64_t volume = 1;
  for (const auto extent : shape) {
    if (extent < 1) bad_argument("an extent must be at least 1, not " + std::to_string(extent));
    if (__builtin_mul_overflow(volume, extent, &volume) || volume > (std::int64_t{1} << 58)) {
      bad_argument("the shape has too many elements");
    }
  }
  return shape;
}

}  // namespace

Napi::Function StoreWrapper::define(Napi::Env env)
{
  const auto function =
    DefineClass(env,
                "Store",
                {InstanceAccessor<&StoreWrapper::shape>("shape"),
                 InstanceAccessor<&StoreWrapper::dtype>("dtype"),
                 InstanceAccessor<&StoreWrapper::bytes>("bytes"),
                 InstanceMethod<&StoreWrapper::slice>("slice"),
                 InstanceMethod<&StoreWrapper::project>("project"),
                 InstanceMethod<&StoreWrapper::promote>("promote"),
                 InstanceMethod<&StoreWrapper::transpose>("transpose"),
                 InstanceMethod<&StoreWrapper::delinearize>("delinearize"),
                 InstanceMethod<&StoreWrapper::fill>("fill"),
                 InstanceMethod<&StoreWrapper::write>("write"),
                 InstanceMethod<&StoreWrapper::read>("read"),
                 InstanceMethod<&StoreWrapper::map>("map"),
                 InstanceMethod<&StoreWrapper::unmap>("unmap"),
                 InstanceMethod<&StoreWrapper::copy_from>("copyFrom"),
                 InstanceMethod<&StoreWrapper::gather>("gather"),
                 InstanceMethod<&StoreWrapper::scatter>("scatter"),
                 InstanceMethod<&StoreWrapper::detach>("detach"),
                 InstanceMethod<&StoreWrapper::release>("release")});
  auto* const own  = new StoreClass{Napi::Persistent(function)};
  env.SetInstanceData<StoreClass>(own);
  return function;
}

StoreWrapper::StoreWrapper(const Napi::CallbackInfo& info) : Napi::ObjectWrap<StoreWrapper>(info)
{
  guarded(info, [&] {
    engine::require();
    release_buried();
    if (info[0].IsExternal()) {
      const auto& of = *info[0].As<Napi::External<ViewOf>>().Data();
      store_         = new NativeStore{of.region, of.view};
    } else if (!info[2].IsUndefined()) {
      const auto memory = read_bytes(info[2], "memory");
      store_ = new NativeStore{read_shape(info[0]), read_dtype(info[1]), const_cast<unsigned char*>(memory.data)};
      attach_store(*store_);
    } else {
      store_     = new NativeStore{read_shape(info[0]), read_dtype(info[1])};
      accounted_ = store_->bytes();
      Napi::MemoryManagement::AdjustExternalMemory(info.Env(), accounted_);
    }
    store_->wrapper = this;
    wrappers().insert(this);
    napi_type_tag_object(info.Env(), info.This(), &STORE_TAG);
  });
}

// Runs inside a collection: nothing of Legate or JavaScript may be called.
StoreWrapper::~StoreWrapper()
{
  wrappers().erase(this);
  if (store_ == nullptr) return;
  store_->wrapper = nullptr;
  bury(store_);
}

NativeStore& StoreWrapper::unwrap(const Napi::Value& value, const char* what)
{
  bool tagged = false;
  if (value.IsObject()) napi_check_object_type_tag(value.Env(), value, &STORE_TAG, &tagged);
  if (!tagged) bad_argument(std::string{what} + " must be a Store");
  return StoreWrapper::Unwrap(value.As<Napi::Object>())->live();
}

NativeStore& StoreWrapper::live()
{
  engine::require();
  if (wrappers().count(this) == 0) bad_argument("this is not a Store");
  if (store_ == nullptr) throw Error{error_code::RELEASED, "the store has been released"};
  return *store_;
}

Napi::Value StoreWrapper::wrap_view(Napi::Env env, const legate::LogicalStore& view)
{
  if (view.dim() < 1 || view.dim() > MAX_DIM) {
    bad_argument("a store has 1 to " + std::to_string(MAX_DIM) + " dimensions, not " +
                 std::to_string(view.dim()));
  }
  ViewOf of{store_->region(), view};
  return env.GetInstanceData<StoreClass>()->constructor.New({Napi::External<ViewOf>::New(env, &of)});
}

void StoreWrapper::drop(Napi::Env env)
{
  if (accounted_ != 0) Napi::MemoryManagement::AdjustExternalMemory(env, -accounted_);
  accounted_ = 0;
}

Napi::Value StoreWrapper::shape(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    const auto& extents = live().shape();
    auto array          = Napi::Array::New(info.Env(), extents.size());
    for (std::size_t d = 0; d < extents.size(); ++d) {
      array.Set(static_cast<std::uint32_t>(d), static_cast<double>(extents[d]));
    }
    return array;
  });
}

Napi::Value StoreWrapper::dtype(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    const auto name = name_of(live().dtype());
    return Napi::String::New(info.Env(), name.data(), name.size());
  });
}

Napi::Value StoreWrapper::bytes(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(live().bytes()));
  });
}

Napi::Value StoreWrapper::slice(const Napi::CallbackInfo& info)
{
  return guarded(info, [&] {
    const auto& store = live();
    const auto dim    = read_integer(info[0], "dim", 0, store.dim() - 1);
    const auto extent = store.shape()[dim];
    const auto lo     = read_integer(info[1], "lo", 0, extent - 1);
    const auto hi     = read_integer(info[2], "hi", lo + 1, extent);
    return wrap_view(info.Env(), store.logical().slice(dim, legate::Slice{lo, hi}));
  });
}

Napi::Value StoreWrapper::project(const Napi::CallbackInfo& info)
{
  return guarded(info, [&] {
    const auto& store = live();
    const auto dim    = read_integer(info[0], "dim", 0, store.dim() - 1);
    const auto index  = read_integer(info[1], "index", 0, store.shape()[dim] - 1);
    return wrap_view(info.Env(), store.logical().project(dim, index));
  });
}

Napi::Value StoreWrapper::promote(const Napi::CallbackInfo& info)
{
  return guarded(info, [&] {
    const auto& store = live();
    const auto dim    = read_integer(info[0], "dim", 0, store.dim());
    const auto extent = read_integer(info[1], "extent", 1, std::int64_t{1} << 53);
    return wrap_view(info.Env(), store.logical().promote(dim, static_cast<std::size_t>(extent)));
  });
}

Napi::Value StoreWrapper::transpose(const Napi::CallbackInfo& info)
{
  return guarded(info, [&] {
    const auto& store = live();
    const auto axes   = read_integers(info[0], "axes");
    std::vector<bool> seen(store.dim(), false);
    if (static_cast<int>(axes.size()) != store.dim()) bad_argument("axes must name every dimension");
    for (const auto axis : axes) {
      if (axis < 0 || axis >= store.dim() || seen[axis]) bad_argument("axes must be a permutation");
      seen[axis] = true;
    }
    return wrap_view(info.Env(),
                     store.logical().transpose(std::vector<std::int32_t>(axes.begin(), axes.end())));
  });
}

Napi::Value StoreWrapper::delinearize(const Napi::CallbackInfo& info)
{
  return guarded(info, [&] {
    const auto& store  = live();
    const auto dim     = read_integer(info[0], "dim", 0, store.dim() - 1);
    const auto extents = read_integers(info[1], "extents");
    std::int64_t volume = 1;
    for (const auto extent : extents) {
      if (extent < 1 || __builtin_mul_overflow(volume, extent, &volume)) volume = -1;
      if (volume < 0) break;
    }
    if (volume != store.shape()[dim]) bad_argument("extents must multiply to the dimension's");
    return wrap_view(
      info.Env(),
      store.logical().delinearize(dim, std::vector<std::uint64_t>(extents.begin(), extents.end())));
  });
}

void StoreWrapper::fill(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& store        = live();
    const auto element = read_bytes(info[0], "element");
    if (element.size != size_of(store.dtype())) {
      bad_argument("a " + std::string{name_of(store.dtype())} + " has " +
                   std::to_string(size_of(store.dtype())) + " bytes, not " +
                   std::to_string(element.size));
    }
    fill_store(store, element.data);
  });
}

namespace {

Bytes read_contents(const Napi::Value& value, const char* what, const NativeStore& store)
{
  const auto bytes = read_bytes(value, what);
  if (static_cast<std::int64_t>(bytes.size) != store.bytes()) {
    bad_argument("the store has " + std::to_string(store.bytes()) + " bytes, the array " +
                 std::to_string(bytes.size));
  }
  return bytes;
}

}  // namespace

StoreRead read_of(NativeStore& store, const Napi::Value& into, const Napi::Value& elements)
{
  const auto bytes = read_bytes(into, "into");
  const auto size  = static_cast<std::int64_t>(size_of(store.dtype()));
  auto places      = read_places(elements, "elements", store.bytes() / size);
  if (!places.empty() && engine::ranks() > 1) bad_argument("elements are handed over in one process only");
  const auto wanted = places.empty() ? store.bytes() : static_cast<std::int64_t>(places.size()) * size;
  if (static_cast<std::int64_t>(bytes.size) != wanted) {
    bad_argument(std::to_string(wanted) + " bytes are read, the array has " + std::to_string(bytes.size));
  }
  return {&store, bytes.data, std::move(places)};
}

void StoreWrapper::write(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& store = live();
    write_store(store, read_contents(info[0], "bytes", store).data);
  });
}

void StoreWrapper::read(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& store     = live();
    const auto into = read_contents(info[0], "into", store);
    read_store(store, into.data);
  });
}

void read_stores(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::require();
    const auto stores = read_array(info[0], "stores");
    const auto into   = read_array(info[1], "into");
    const auto places = read_array(info[2], "elements");
    if (stores.Length() != into.Length() || stores.Length() != places.Length()) {
      bad_argument("an array and a list of elements, or undefined, is wanted for each store");
    }
    std::vector<StoreRead> reads;
    for (std::uint32_t i = 0; i < stores.Length(); ++i) {
      auto& store = StoreWrapper::unwrap(stores[i], "an element of stores");
      reads.push_back(read_of(store, into[i], places[i]));
    }
    read_stores(reads);
  });
}

Napi::Value StoreWrapper::map(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    auto& store       = live();
    void* const at    = map_store(store);
    const bool moved  = store.mapping->memory != at;
    if (!mapped_.IsEmpty() && !moved) return mapped_.Value();
    // The instance is another one than before: the old buffer must not be used any more.
    if (!mapped_.IsEmpty()) mapped_.Value().Detach();
    store.mapping->memory = at;
    // No finalizer: the memory is Legate's. The strong reference keeps the buffer, and the
    // property the store, until unmap().
    mapped_ = Napi::Persistent(
      Napi::ArrayBuffer::New(info.Env(), at, static_cast<std::size_t>(store.bytes())));
    mapped_.Value().DefineProperty(
      Napi::PropertyDescriptor::Value("store", info.This(), napi_default));
    return mapped_.Value();
  });
}

void StoreWrapper::unmap(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& store = live();
    if (!mapped_.IsEmpty()) {
      mapped_.Value().Detach();
      mapped_.Reset();
    }
    unmap_store(store);
  });
}

namespace {

void require_same(const NativeStore& a, const NativeStore& b)
{
  if (a.dtype() != b.dtype()) bad_argument("the stores have different element types");
  if (a.shape() != b.shape()) bad_argument("the stores have different shapes");
}

// Legion ends the process when a task's arguments interfere.
void require_apart(const NativeStore& a, const NativeStore& b)
{
  if (a.region() == b.region() && a.logical().overlaps(b.logical())) {
    bad_argument("the stores overlap");
  }
}

// Legate's point stores: int64 where the indexed store has one dimension.
void require_index(const NativeStore& index, const NativeStore& indexed)
{
  if (index.dtype() != DType::Int64 || indexed.dim() != 1) {
    bad_argument("only one-dimensional stores can be indexed, by int64");
  }
}

}  // namespace

void StoreWrapper::copy_from(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& target = live();
    auto& source = unwrap(info[0], "source");
    require_same(target, source);
    require_apart(target, source);
    copy_store(target, source);
  });
}

void StoreWrapper::gather(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& target = live();
    auto& source = unwrap(info[0], "source");
    auto& index  = unwrap(info[1], "index");
    if (target.dtype() != source.dtype()) bad_argument("the stores have different element types");
    if (target.shape() != index.shape()) bad_argument("index must have the target's shape");
    require_index(index, source);
    require_apart(target, source);
    require_apart(target, index);
    gather_store(target, source, index);
  });
}

void StoreWrapper::scatter(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    auto& target = live();
    auto& index  = unwrap(info[0], "index");
    auto& source = unwrap(info[1], "source");
    if (target.dtype() != source.dtype()) bad_argument("the stores have different element types");
    if (source.shape() != index.shape()) bad_argument("index must have the source's shape");
    require_index(index, target);
    require_apart(target, source);
    require_apart(target, index);
    scatter_store(target, index, source);
  });
}

void StoreWrapper::detach(const Napi::CallbackInfo& info)
{
  guarded(info, [&] { detach_store(live()); });
}

void StoreWrapper::release(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    if (wrappers().count(this) != 0 && store_ == nullptr) return;
    auto& store = live();
    if (store.mapping != nullptr) {
      if (!mapped_.IsEmpty()) {
        mapped_.Value().Detach();
        mapped_.Reset();
      }
      unmap_store(store);
    }
    store_ = nullptr;
    delete &store;
    drop(info.Env());
    release_buried();
  });
}

void detach_wrapper(NativeStore* store)
{
  if (store->wrapper != nullptr) static_cast<StoreWrapper*>(store->wrapper)->forget();
}

}  // namespace legate_ts
