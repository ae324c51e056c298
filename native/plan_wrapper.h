// `Plan` as JavaScript holds it.
#pragma once

#include "headers.h"

#include <vector>

#include "plan.h"

namespace legate_ts {

class PlanWrapper : public Napi::ObjectWrap<PlanWrapper> {
 public:
  static Napi::Function define(Napi::Env env);
  static const PlanWrapper& unwrap(const Napi::Value& value);

  explicit PlanWrapper(const Napi::CallbackInfo& info);
  const std::vector<TaskPlan>& tasks() const { return tasks_; }
  std::uint32_t stores() const { return stores_; }
  std::uint32_t slots() const { return slots_; }
  std::uint32_t sites() const { return sites_; }

 private:
  Napi::Value count(const Napi::CallbackInfo& info);

  std::vector<TaskPlan> tasks_;
  // How many of each `execute` must bring.
  std::uint32_t stores_ = 0, slots_ = 0, sites_ = 0;
};

}  // namespace legate_ts
