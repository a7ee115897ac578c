locals {
  # Title to the series of one chart: what it is called, what it filters, and
  # how it is put together.
  _charts = concat(
    [
      {
        title = "Calls on the line"
        unit  = "1"
        series = [{
          legend  = "resumed: $${metric.labels.resumed}"
          filter  = local._relay_metric["calls_started"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_SUM"
          group   = ["metric.label.resumed"]
        }]
      },
      {
        title = "Calls by outcome"
        unit  = "1"
        series = [{
          legend  = "$${metric.labels.outcome}"
          filter  = local._relay_metric["calls_ended"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_SUM"
          group   = ["metric.label.outcome"]
        }]
      },
      {
        title = "From the caller's last word to the first sound: median of each stage"
        unit  = "ms"
        series = [for stage, filter in local._turn_metric : {
          legend  = stage
          filter  = filter
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_PERCENTILE_50"
          group   = []
        }]
      },
      {
        title = "The same, for the slowest 5 %"
        unit  = "ms"
        series = [for stage, filter in local._turn_metric : {
          legend  = stage
          filter  = filter
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_PERCENTILE_95"
          group   = []
        }]
      },
      {
        title = "Functions: time for an event, slowest 5 %"
        unit  = "ms"
        series = [{
          legend  = "$${metric.labels.function}"
          filter  = local._events_metric["events"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_PERCENTILE_95"
          group   = ["metric.label.function"]
        }]
      },
      {
        title = "Functions: events by outcome"
        unit  = "1"
        series = [{
          legend  = "$${metric.labels.function}: $${metric.labels.outcome}"
          filter  = local._events_metric["events_taken"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_SUM"
          group   = ["metric.label.function", "metric.label.outcome"]
        }]
      },
      {
        title = "Hearing, thinking, speaking: failures"
        unit  = "1"
        series = [{
          legend  = "$${metric.labels.what}"
          filter  = local._relay_metric["engine_failures"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_SUM"
          group   = ["metric.label.what"]
        }]
      },
      {
        title = "Tools: time to the result, slowest 5 %"
        unit  = "ms"
        series = [{
          legend  = "$${metric.labels.tool}"
          filter  = local._events_metric["tool_duration"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_PERCENTILE_95"
          group   = ["metric.label.tool"]
        }]
      },
      {
        title = "Tools by outcome"
        unit  = "1"
        series = [{
          legend  = "$${metric.labels.tool}: $${metric.labels.outcome}"
          filter  = local._relay_metric["tools_ended"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_SUM"
          group   = ["metric.label.tool", "metric.label.outcome"]
        }]
      },
      {
        title = "Interruptions, failures and waste: mean a call"
        unit  = "1"
        series = [for name, filter in local._counted_metric : {
          legend  = name
          filter  = filter
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_MEAN"
          group   = []
        }]
      },
      {
        title = "Events: from publication to the function, slowest 5 %"
        unit  = "ms"
        series = [{
          legend  = "$${metric.labels.function}"
          filter  = local._events_metric["events_waited"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_PERCENTILE_95"
          group   = ["metric.label.function"]
        }]
      },
      {
        title = "Tracing: drops"
        unit  = "1"
        series = [{
          legend  = "$${metric.labels.reason}"
          filter  = local._events_metric["spans_dropped"]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_SUM"
          group   = ["metric.label.reason"]
        }]
      },
      {
        title = "Language model: price of a call"
        unit  = "USD"
        series = [for legend, reducer in {
          "dearest 5 %" = "REDUCE_PERCENTILE_95"
          "mean"        = "REDUCE_MEAN"
          } : {
          legend  = legend
          filter  = local._cost_metric["costUsd"]
          aligner = "ALIGN_DELTA"
          reducer = reducer
          group   = []
        }]
      },
      {
        title = "Language model: what calls take of it, mean a call"
        unit  = "1"
        series = [for name in ["outputTokens", "unpricedRequests"] : {
          legend  = name
          filter  = local._cost_metric[name]
          aligner = "ALIGN_DELTA"
          reducer = "REDUCE_MEAN"
          group   = []
        }]
      },
      {
        title = "Oldest waiting event"
        unit  = "s"
        series = [{
          legend  = "$${resource.labels.subscription_id}"
          filter  = "${local._subscription} AND metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\""
          aligner = "ALIGN_MAX"
          reducer = "REDUCE_MAX"
          group   = ["resource.label.subscription_id"]
        }]
      },
    ],
    [
      for title, metric in {
        "Instances"                                 = "container/instance_count"
        "Requests at once, on the fullest instance" = "container/max_request_concurrencies"
        } : {
        title = title
        unit  = "1"
        series = [{
          legend  = "$${resource.labels.service_name}"
          filter  = "resource.type=\"cloud_run_revision\" AND metric.type=\"run.googleapis.com/${metric}\""
          aligner = metric == "container/instance_count" ? "ALIGN_MAX" : "ALIGN_DELTA"
          reducer = metric == "container/instance_count" ? "REDUCE_SUM" : "REDUCE_PERCENTILE_99"
          group   = ["resource.label.service_name"]
        }]
      }
    ],
  )

  _counted_metric = {
    for name, metric in google_logging_metric.counted :
    name => "metric.type=\"logging.googleapis.com/user/${metric.name}\" AND resource.type=\"cloud_run_revision\""
  }
  _events_metric = {
    for name, metric in {
      events        = google_logging_metric.events
      events_taken  = google_logging_metric.events_taken
      events_waited = google_logging_metric.events_waited
      spans_dropped = google_logging_metric.spans_dropped
      tool_duration = google_logging_metric.tool_duration
    } : name => "metric.type=\"logging.googleapis.com/user/${metric.name}\" AND resource.type=\"cloud_run_revision\""
  }
}

resource "google_monitoring_dashboard" "calls" {
  project = var.project_id

  dashboard_json = jsonencode({
    displayName = "Calls"
    mosaicLayout = {
      columns = 48
      tiles = [
        for index, chart in local._charts : {
          xPos   = (index % 2) * 24
          yPos   = floor(index / 2) * 16
          width  = 24
          height = 16
          widget = {
            title = chart.title
            xyChart = {
              yAxis = { label = chart.unit }
              dataSets = [
                for series in chart.series : {
                  plotType       = "LINE"
                  legendTemplate = series.legend
                  timeSeriesQuery = {
                    timeSeriesFilter = {
                      filter = series.filter
                      aggregation = {
                        alignmentPeriod    = "300s"
                        perSeriesAligner   = series.aligner
                        crossSeriesReducer = series.reducer
                        groupByFields      = series.group
                      }
                    }
                  }
                }
              ]
            }
          }
        }
      ]
    }
  })
}
