# Numbers from log lines: their messages are constant sentences of the code,
# and a test looks each of them up there.
locals {
  _relay_logs = join(" AND ", [
    local._our_logs,
    "resource.labels.service_name=\"${local._relay}\"",
  ])

  # Stages of an answer, in the order in which they pass, each counted from the
  # true end of the caller's speech. A filler is a sound and no answer.
  latency_stages = {
    stableInterimMs   = "To the first hypothesis with the caller's words"
    finalMs           = "To the recogniser's final transcript"
    endOfTurnMs       = "To the decision that the turn is over"
    firstTokenMs      = "To the language model's first word"
    firstPhraseMs     = "To the first phrase that can be spoken"
    toolMs            = "To a tool's result"
    firstByteMs       = "To the voice's first audio of the answer"
    firstSoundMs      = "To the first sound sent, a filler's too"
    firstSoundHeardMs = "To the first sound at the caller, a filler's too"
    firstAudioMs      = "To the first audio of the answer sent"
    firstAudioHeardMs = "To the first audio of the answer at the caller"
  }

  _counters = {
    calls_started = {
      description = "Calls on the line, new and resumed"
      filter      = "jsonPayload.message=\"The call is on the line\""
      labels      = { resumed = "EXTRACT(jsonPayload.isResumed)" }
    }
    calls_ended = {
      description = "Calls that are over, by outcome"
      filter      = "jsonPayload.message=\"The call is over\""
      labels = {
        outcome = "EXTRACT(jsonPayload.outcome)"
        reason  = "EXTRACT(jsonPayload.reason)"
      }
    }
    calls_stuck = {
      description = "Calls in which nothing was going to happen any more and the watchdog stepped in: a defect"
      filter      = "jsonPayload.message=\"The call is over\" AND jsonPayload.watchdogCount>0"
      labels      = {}
    }
    engine_failures = {
      description = "Failures of hearing, thinking and speaking"
      filter = join(" OR ", [
        "jsonPayload.message=\"Speech recognition failed\"",
        "jsonPayload.message=\"The language model failed\"",
        "jsonPayload.message=\"A phrase could not be spoken\"",
      ])
      labels = { what = "EXTRACT(jsonPayload.message)" }
    }
    refused_requests = {
      description = "Webhooks and sockets refused for want of a valid signature or token"
      filter = join(" OR ", [
        "jsonPayload.message=\"A webhook without a valid signature was refused\"",
        "jsonPayload.message=\"A media socket was refused\"",
      ])
      labels = { what = "EXTRACT(jsonPayload.message)" }
    }
    sockets_turned_away = {
      description = "Media sockets for which an instance had no room"
      filter      = "jsonPayload.message=\"A media socket was refused for another instance to take it\""
      labels      = { draining = "EXTRACT(jsonPayload.isDraining)" }
    }
    tools_ended = {
      description = "Tool calls that ended, by tool and outcome"
      filter      = "jsonPayload.message=\"A tool call ended\""
      labels = {
        outcome = "EXTRACT(jsonPayload.outcome)"
        tool    = "EXTRACT(jsonPayload.tool)"
      }
    }
    unknown_numbers = {
      description = "Calls to numbers that have no profile"
      filter      = "jsonPayload.message=\"A call came for a number without a profile\""
      labels      = {}
    }
  }

  # What is counted on a media stream while it lasts, and on a call: the mean
  # is the number a call, the sum the number of all.
  stream_counts = {
    bargeInCount           = "Turns of the callbot that the caller cut off"
    droppedWriteCount      = "Parts of a call that could not be stored"
    falseInterruptionCount = "Interruptions that were none: the callbot went on"
    hearingFailureCount    = "Failures of speech recognition"
    modelFailureCount      = "Answers that the language model did not give"
    toolFailureCount       = "Tools that failed or were taken back"
    voiceFailureCount      = "Phrases that could not be spoken"
  }
  call_counts = {
    droppedResultCount     = "Results that came when nobody waited any more"
    wastedLookUpCount      = "Look-ups begun ahead and not needed"
    wastedPreparationCount = "Answers prepared and not needed"
  }
  _counted = merge(
    {
      for name, description in local.stream_counts : name => {
        description = description
        filter      = "jsonPayload.message=\"The media stream is over\""
      }
    },
    {
      for name, description in local.call_counts : name => {
        description = description
        filter      = "jsonPayload.message=\"The call is over\""
      }
    },
  )

  # Buckets from 50 ms to 30 s, each 1.3 times the one before.
  _latency_buckets = {
    growth_factor      = 1.3
    num_finite_buckets = 25
    scale              = 50
  }
}

resource "google_logging_metric" "turn_latency" {
  for_each = local.latency_stages

  project         = var.project_id
  name            = "turn/${each.key}"
  description     = each.value
  value_extractor = "EXTRACT(jsonPayload.${each.key})"
  filter = join(" AND ", [
    local._relay_logs,
    "jsonPayload.message=\"A turn ended\"",
    # Greetings and questions of the callbot's own are no answers.
    "jsonPayload.endOfTurnMs>=0",
    "jsonPayload.${each.key}>=0",
  ])

  bucket_options {
    exponential_buckets {
      growth_factor      = local._latency_buckets.growth_factor
      num_finite_buckets = local._latency_buckets.num_finite_buckets
      scale              = local._latency_buckets.scale
    }
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "ms"
    value_type  = "DISTRIBUTION"
  }

  depends_on = [google_project_service.service]
}

resource "google_logging_metric" "relay" {
  for_each = local._counters

  project          = var.project_id
  name             = "relay/${each.key}"
  description      = each.value.description
  filter           = "${local._relay_logs} AND (${each.value.filter})"
  label_extractors = each.value.labels

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "1"
    value_type  = "INT64"

    dynamic "labels" {
      for_each = each.value.labels
      iterator = label

      content {
        key        = label.key
        value_type = "STRING"
      }
    }
  }

  depends_on = [google_project_service.service]
}

resource "google_logging_metric" "events" {
  project         = var.project_id
  name            = "events/duration"
  description     = "Time in which a function took an event, by outcome"
  filter          = "${local._our_logs} AND jsonPayload.message=\"An event was taken.\""
  value_extractor = "EXTRACT(jsonPayload.durationMs)"

  label_extractors = {
    function = "EXTRACT(jsonPayload.service)"
    outcome  = "EXTRACT(jsonPayload.outcome)"
  }

  bucket_options {
    exponential_buckets {
      growth_factor      = local._latency_buckets.growth_factor
      num_finite_buckets = local._latency_buckets.num_finite_buckets
      scale              = local._latency_buckets.scale
    }
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "ms"
    value_type  = "DISTRIBUTION"

    labels {
      key        = "function"
      value_type = "STRING"
    }

    labels {
      key        = "outcome"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.service]
}

# A distribution counts its values for percentiles only; this counts events.
resource "google_logging_metric" "events_taken" {
  project     = var.project_id
  name        = "events/taken"
  description = "Events that functions took, by outcome"
  filter      = "${local._our_logs} AND jsonPayload.message=\"An event was taken.\""

  label_extractors = {
    function = "EXTRACT(jsonPayload.service)"
    outcome  = "EXTRACT(jsonPayload.outcome)"
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "1"
    value_type  = "INT64"

    labels {
      key        = "function"
      value_type = "STRING"
    }

    labels {
      key        = "outcome"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.service]
}

resource "google_logging_metric" "tool_duration" {
  project         = var.project_id
  name            = "tools/duration"
  description     = "Time from a tool request to its result at the relay"
  filter          = "${local._relay_logs} AND jsonPayload.message=\"A tool call ended\""
  value_extractor = "EXTRACT(jsonPayload.durationMs)"

  label_extractors = {
    tool = "EXTRACT(jsonPayload.tool)"
  }

  bucket_options {
    exponential_buckets {
      growth_factor      = local._latency_buckets.growth_factor
      num_finite_buckets = local._latency_buckets.num_finite_buckets
      scale              = local._latency_buckets.scale
    }
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "ms"
    value_type  = "DISTRIBUTION"

    labels {
      key        = "tool"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.service]
}

resource "google_logging_metric" "events_waited" {
  project         = var.project_id
  name            = "events/waited"
  description     = "Time from an event's publication to its function"
  filter          = "${local._our_logs} AND jsonPayload.message=\"An event was taken.\" AND jsonPayload.waitedMs>=0"
  value_extractor = "EXTRACT(jsonPayload.waitedMs)"

  label_extractors = {
    function = "EXTRACT(jsonPayload.service)"
  }

  bucket_options {
    exponential_buckets {
      growth_factor      = local._latency_buckets.growth_factor
      num_finite_buckets = local._latency_buckets.num_finite_buckets
      scale              = local._latency_buckets.scale
    }
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "ms"
    value_type  = "DISTRIBUTION"

    labels {
      key        = "function"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.service]
}

resource "google_logging_metric" "counted" {
  for_each = local._counted

  project         = var.project_id
  name            = "calls/${each.key}"
  description     = each.value.description
  filter          = "${local._relay_logs} AND ${each.value.filter} AND jsonPayload.${each.key}>=0"
  value_extractor = "EXTRACT(jsonPayload.${each.key})"

  bucket_options {
    linear_buckets {
      num_finite_buckets = 20
      offset             = 0
      width              = 1
    }
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "1"
    value_type  = "DISTRIBUTION"
  }

  depends_on = [google_project_service.service]
}

resource "google_logging_metric" "spans_dropped" {
  project     = var.project_id
  name        = "tracing/drops"
  description = "Lines that tell of spans that were dropped"
  filter      = "${local._our_logs} AND jsonPayload.message=\"Spans were dropped\""

  label_extractors = {
    reason = "EXTRACT(jsonPayload.reason)"
  }

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = "1"
    value_type  = "INT64"

    labels {
      key        = "reason"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.service]
}
