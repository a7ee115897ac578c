# Optional: a domain of its own, with Cloud Armor before the relay.
locals {
  _edge = var.edge == null ? {} : { relay = var.edge }
}

resource "google_compute_global_address" "edge" {
  for_each = local._edge

  project    = var.project_id
  name       = "relay-edge"
  depends_on = [google_project_service.service]
}

resource "google_compute_region_network_endpoint_group" "edge" {
  for_each = local._edge

  project               = var.project_id
  region                = var.region
  name                  = "relay-edge"
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = local._relay
  }

  depends_on = [google_project_service.service]
}

# All media sockets come from a few of the carrier's addresses: the limit per
# address is high, and holds off floods only. Signatures keep strangers out.
resource "google_compute_security_policy" "edge" {
  for_each = local._edge

  project     = var.project_id
  name        = "relay-edge"
  description = "Limits requests per address"

  rule {
    action      = "throttle"
    description = "Requests per address and minute"
    priority    = 1000

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"

      rate_limit_threshold {
        count        = each.value.requests_per_minute
        interval_sec = 60
      }
    }
  }

  rule {
    action      = "allow"
    description = "Everybody else"
    priority    = 2147483647

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }

  depends_on = [google_project_service.service]
}

resource "google_compute_backend_service" "edge" {
  for_each = local._edge

  project               = var.project_id
  name                  = "relay-edge"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.edge[each.key].id

  backend {
    group = google_compute_region_network_endpoint_group.edge[each.key].id
  }

  log_config {
    enable      = true
    sample_rate = 0.1
  }
}

resource "google_compute_url_map" "edge" {
  for_each = local._edge

  project         = var.project_id
  name            = "relay-edge"
  default_service = google_compute_backend_service.edge[each.key].id
}

resource "google_compute_managed_ssl_certificate" "edge" {
  for_each = local._edge

  project = var.project_id
  name    = "relay-edge"

  managed {
    domains = [each.value.domain]
  }

  depends_on = [google_project_service.service]
}

resource "google_compute_ssl_policy" "edge" {
  for_each = local._edge

  project         = var.project_id
  name            = "relay-edge"
  min_tls_version = "TLS_1_2"
  profile         = "MODERN"
  depends_on      = [google_project_service.service]
}

resource "google_compute_target_https_proxy" "edge" {
  for_each = local._edge

  project          = var.project_id
  name             = "relay-edge"
  ssl_certificates = [google_compute_managed_ssl_certificate.edge[each.key].id]
  ssl_policy       = google_compute_ssl_policy.edge[each.key].id
  url_map          = google_compute_url_map.edge[each.key].id
}

resource "google_compute_global_forwarding_rule" "edge" {
  for_each = local._edge

  project               = var.project_id
  name                  = "relay-edge"
  ip_address            = google_compute_global_address.edge[each.key].id
  load_balancing_scheme = "EXTERNAL_MANAGED"
  port_range            = "443"
  target                = google_compute_target_https_proxy.edge[each.key].id
}
