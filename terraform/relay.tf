locals {
  _relay = "media-relay"

  # Cloud Run's address follows from the project's number, so that the carrier
  # can be told it before the service is there.
  _service_host = "${local._relay}-${var.project_number}.${var.region}.run.app"

  public_host     = var.edge == null ? local._service_host : var.edge.domain
  public_base_url = "https://${local.public_host}"

  _uses_vertex = strcontains(lookup(var.settings, "LLM_PROVIDER", ""), "vertex")
}

module "relay_identity" {
  source = "./modules/process-identity"

  database_id = google_firestore_database.calls.name
  name        = local._relay
  project_id  = var.project_id
  secrets     = local.process_secrets[local._relay]

  # Speech and Vertex AI have no smaller resource to grant on.
  project_roles = toset(concat(
    ["roles/speech.client"],
    local._uses_vertex ? ["roles/aiplatform.user"] : [],
    local.tracing_roles,
  ))

  publishes = {
    for topic in local._processes[local._relay].publishes :
    topic => google_pubsub_topic.event[topic].name
  }

  depends_on = [google_project_service.service]
}

# One WebSocket is one call: it is one request as long as the call lasts.
resource "google_cloud_run_v2_service" "relay" {
  count = local.is_deployed ? 1 : 0

  project             = var.project_id
  location            = var.region
  name                = local._relay
  deletion_protection = var.environment == "prod"

  # Callers' carriers have no Google identity; every request is signed with the
  # carrier's token instead. A binding for allUsers would break on the policy
  # that forbids sharing outside of the domain.
  invoker_iam_disabled = true

  # With an edge in front, nobody gets round it.
  ingress = (
    var.edge == null
    ? "INGRESS_TRAFFIC_ALL"
    : "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  )
  default_uri_disabled = var.edge != null

  scaling {
    min_instance_count = var.relay.min_instances
    max_instance_count = var.relay.max_instances
  }

  template {
    execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
    service_account       = module.relay_identity.email
    # The longest there is. The relay hands calls over before it ends.
    timeout = "3600s"
    # Webhooks and probes need room beside the calls; and at 60 % of this the
    # next instance starts, before this one is full.
    max_instance_request_concurrency = ceil(var.relay.calls_per_instance * 1.5)
    # Carriers keep no cookies; state is in the database.
    session_affinity = false

    containers {
      image = var.relay_image

      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = var.relay.cpu
          memory = var.relay.memory
        }
        # CPU also after the last socket closed: to publish what is left.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.environments[local._relay]

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.process_secrets[local._relay]

        content {
          name = env.key

          value_source {
            secret_key_ref {
              secret  = env.value.secret_id
              version = env.value.version
            }
          }
        }
      }

      # Probes reach /healthz from inside; from outside Google's front end
      # answers that path itself, with 404.
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 30

        http_get {
          path = "/healthz"
        }
      }

      # Full or draining: new calls go to another instance. There is no
      # liveness probe, because a restart would cut every call.
      readiness_probe {
        period_seconds    = 5
        timeout_seconds   = 2
        failure_threshold = 2
        success_threshold = 1

        http_get {
          path = "/readyz"
        }
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  lifecycle {
    precondition {
      condition = length(local.missing_variables) == 0
      error_message = join("", [
        "Processes would not start: ${join(", ", local.missing_variables)}. ",
        "Add them to `settings`, or to `secrets` with a version.",
      ])
    }
  }
}
