# What a call costs: the language model's price is in the log, telephony and
# speech go by the minute (docs/deploy.md).
locals {
  _costs = {
    costUsd = {
      description = "Price of a call's language model, in USD"
      unit        = "USD"
    }
    outputTokens = {
      description = "Tokens that the language model wrote in a call"
      unit        = "1"
    }
    unpricedRequests = {
      description = "Requests of a call whose price is not known"
      unit        = "1"
    }
  }

  _cost_metric = {
    for name, metric in google_logging_metric.cost :
    name => "metric.type=\"logging.googleapis.com/user/${metric.name}\" AND resource.type=\"cloud_run_revision\""
  }
}

resource "google_logging_metric" "cost" {
  for_each = local._costs

  project         = var.project_id
  name            = "costs/${each.key}"
  description     = each.value.description
  value_extractor = "EXTRACT(jsonPayload.${each.key})"
  filter = join(" AND ", [
    local._relay_logs,
    "jsonPayload.message=\"A call used the language model\"",
    "jsonPayload.${each.key}>=0",
  ])

  # From a hundredth of a cent, or from one token, each twice the one before.
  bucket_options {
    exponential_buckets {
      growth_factor      = 2
      num_finite_buckets = 20
      scale              = each.key == "costUsd" ? 0.0001 : 1
    }
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = each.value.unit
    value_type  = "DISTRIBUTION"
  }

  depends_on = [google_project_service.service]
}
