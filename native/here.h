// A plan that runs at once on the calling thread, on memory of JavaScript, which holds it as a function.
#pragma once

#include "headers.h"

#include <cstdint>
#include <vector>

#include "abi.h"
#include "plan.h"

namespace legate_ts {

class PlanWrapper;

class HerePlan {
 public:
  HerePlan(const PlanWrapper& plan, const Napi::Array& regions);

  // here(plan, regions): see index.d.ts.
  static Napi::Value make(const Napi::CallbackInfo& info);

 private:
  struct Region {
    void reshape(const std::int64_t* extents);

    DType dtype;
    int dim;
    std::int64_t shape[MAX_DIM];
    std::int64_t stride[MAX_DIM];
    std::size_t bytes;
    std::vector<char> own;  // memory of a region that the caller brings none for
  };
  struct Task {
    TaskKind kind;
    Kernel kernel;  // null for library tasks
    std::int64_t rows;
    std::vector<std::uint32_t> regions;  // by argument
    std::vector<Arg> args;
    std::vector<bool> whole;  // by argument: all of its region, whatever shape that has
    std::vector<ArgInfo> info;
    std::vector<std::int64_t> rect;  // with the attributes behind
    std::vector<std::uint32_t> scalars;
    std::vector<Slot> slots;
  };

  static napi_value called(napi_env env, napi_callback_info info);
  void run(napi_env env, std::size_t count, const napi_value* given);
  void bind(const TaskPlan& plan, std::size_t index);
  void resize(const double* frame, std::size_t length);

  std::vector<Region> regions_;
  std::vector<Task> tasks_;
  std::vector<char*> memory_;
  std::uint32_t slots_ = 0;
};

}  // namespace legate_ts
