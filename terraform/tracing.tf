# Traces go from each process to a collector, by OTLP.
locals {
  _collector        = try(var.tracing.endpoint, null)
  _google_collector = "https://telemetry.googleapis.com"

  # Google's collector knows no smaller resource than the project. The role
  # writes spans and reads nothing.
  tracing_roles = (
    local._collector == local._google_collector ? ["roles/telemetry.tracesWriter"] : []
  )

  _tracing_environment = local._collector == null ? {} : {
    OTEL_EXPORTER_OTLP_ENDPOINT = local._collector
    OTEL_TRACES_SAMPLER_ARG     = tostring(var.tracing.sample_ratio)
  }
}
