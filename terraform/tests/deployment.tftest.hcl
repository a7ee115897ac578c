mock_provider "google" {
  mock_resource "google_cloudfunctions2_function" {
    defaults = {
      service_config = { uri = "https://function.example" }
    }
  }
}

variables {
  bundles_directory = "./tests/bundles"
  relay_image       = "europe-west1-docker.pkg.dev/p/standardiste/media-relay@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

  environment    = "dev"
  project_id     = "standardiste-dev"
  project_number = "100000000001"

  secrets = {
    CALL_TOKEN_KEY    = "1"
    PHONE_HASH_KEY    = "3"
    TWILIO_AUTH_TOKEN = "2"
  }

  settings = {
    LOG_LEVEL           = "debug"
    SALESFORCE_USERNAME = "standardiste@example.fr"
    TWILIO_ACCOUNT_SID  = "AC0"
    TWILIO_REGION       = "ie1"
  }
}

run "dev" {
  command = apply

  assert {
    condition     = output.public_base_url == "https://media-relay-100000000001.europe-west1.run.app"
    error_message = "The relay's address follows from name, project number and region."
  }

  assert {
    condition = (
      { for env in google_cloud_run_v2_service.relay[0].template[0].containers[0].env : env.name => env.value if env.value != null && env.value != "" } ==
      {
        FIRESTORE_DATABASE          = "standardiste"
        GOOGLE_CLOUD_PROJECT        = "standardiste-dev"
        LOG_LEVEL                   = "debug"
        MAX_CONCURRENT_CALLS        = "40"
        OTEL_EXPORTER_OTLP_ENDPOINT = "https://telemetry.googleapis.com"
        OTEL_TRACES_SAMPLER_ARG     = "1"
        PUBLIC_BASE_URL             = "https://media-relay-100000000001.europe-west1.run.app"
        TWILIO_ACCOUNT_SID          = "AC0"
        TWILIO_REGION               = "ie1"
      }
    )
    error_message = "The relay gets the settings that it reads and what terraform knows, and no other."
  }

  assert {
    condition = (
      alltrue([for name, secrets in local.process_secrets :
        length(setsubtract(keys(secrets), local.contracts.processes[name].secrets)) == 0
      ]) &&
      contains(keys(local.process_secrets["sms-follow-up"]), "TWILIO_AUTH_TOKEN") &&
      !contains(keys(local.process_secrets["knowledge-lookup"]), "TWILIO_AUTH_TOKEN")
    )
    error_message = "A function gets only the secrets that it reads."
  }

  assert {
    condition = (
      toset(flatten([for env in google_cloud_run_v2_service.relay[0].template[0].containers[0].env : [
        for source in env.value_source : "${env.name} ${source.secret_key_ref[0].secret}:${source.secret_key_ref[0].version}"
      ]])) ==
      toset([for name in local.contracts.processes["media-relay"].secrets :
        "${name} ${replace(lower(name), "_", "-")}:${var.secrets[name]}"
        if contains(keys(var.secrets), name)
      ])
    )
    error_message = "The relay gets the secrets that it reads and that have a value, at their version."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay[0].ingress == "INGRESS_TRAFFIC_ALL"
    error_message = "Without an edge the carrier reaches Cloud Run itself."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay[0].template[0].timeout == "3600s"
    error_message = "A call may last as long as Cloud Run lets it."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay[0].template[0].max_instance_request_concurrency > var.relay.calls_per_instance
    error_message = "Webhooks need room beside the calls."
  }

  assert {
    condition     = keys(module.function) == keys(local.contracts.functions)
    error_message = "Every function of the contracts is deployed."
  }

  assert {
    condition     = length(google_compute_backend_service.edge) == 0
    error_message = "Without a domain there is no load balancer."
  }

  assert {
    condition     = length(google_billing_budget.month) == 0
    error_message = "Without a budget there is none."
  }

  assert {
    condition     = google_firestore_database.calls.deletion_policy == "DELETE"
    error_message = "A trial can be torn down."
  }
}

run "prod" {
  command = plan

  variables {
    environment    = "prod"
    project_id     = "standardiste-prod"
    project_number = "100000000002"

    alert_emails = ["astreinte@example.fr"]
    budget       = { amount = 1500, billing_account = "000000-000000-000000" }
    edge         = { domain = "appels.example.fr" }
    relay        = { min_instances = 2, max_instances = 10 }

    function_sizes = { calendar-booking = { min_instances = 1 } }
    settings = {
      LLM_MODEL          = "gemini"
      LLM_PROVIDER       = "vertex,rules"
      TWILIO_ACCOUNT_SID = "AC0"
    }

    delivery = {
      deploy_service_account = "projects/standardiste-prod/serviceAccounts/deployer@standardiste-prod.iam.gserviceaccount.com"
      plan_service_account   = "projects/standardiste-prod/serviceAccounts/planner@standardiste-prod.iam.gserviceaccount.com"
      repository             = "projects/standardiste-prod/locations/europe-west1/connections/git/repositories/standardiste"
    }
    secret_rotation = { first_at = "2027-02-01T09:00:00Z" }
  }

  assert {
    condition     = output.public_base_url == "https://appels.example.fr"
    error_message = "The carrier's signatures are checked against the domain."
  }

  assert {
    condition = (
      google_cloud_run_v2_service.relay[0].ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" &&
      google_cloud_run_v2_service.relay[0].default_uri_disabled
    )
    error_message = "Nobody gets round Cloud Armor."
  }

  assert {
    condition     = google_compute_backend_service.edge["relay"].load_balancing_scheme == "EXTERNAL_MANAGED"
    error_message = "The scheme is written out: its default changed between versions of the provider."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay[0].scaling[0].min_instance_count == 2
    error_message = "Two relays are always there."
  }

  assert {
    condition = (
      google_firestore_database.calls.delete_protection_state == "DELETE_PROTECTION_ENABLED" &&
      google_cloud_run_v2_service.relay[0].deletion_protection
    )
    error_message = "Production is not deleted by a slip."
  }

  assert {
    condition     = google_cloudbuild_trigger.deploy[0].approval_config[0].approval_required
    error_message = "Somebody approves what is deployed."
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.secret : length(secret.rotation) == 1])
    error_message = "Every secret is due some day."
  }
}

run "without_traces" {
  command = plan

  variables {
    tracing = null
  }

  assert {
    condition = length([
      for env in google_cloud_run_v2_service.relay[0].template[0].containers[0].env :
      env.name if startswith(env.name, "OTEL_")
    ]) == 0
    error_message = "Nothing is traced where nothing is to be."
  }

  assert {
    condition     = length(local.tracing_roles) == 0
    error_message = "Who traces nothing may write no spans."
  }
}

run "ground_only" {
  command = plan

  variables {
    relay_image = null
    secrets     = {}
    settings    = {}
  }

  assert {
    condition     = length(google_cloud_run_v2_service.relay) == 0 && length(module.function) == 0
    error_message = "Without an image nothing runs."
  }

  assert {
    condition     = length(google_secret_manager_secret.secret) == length(local.secret_names)
    error_message = "Every secret that a process reads has a container to put its value into."
  }

  assert {
    condition     = contains(output.missing_variables, "media-relay needs TWILIO_AUTH_TOKEN")
    error_message = "What is missing is said before anything runs."
  }
}
