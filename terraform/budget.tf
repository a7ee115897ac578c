resource "google_billing_budget" "month" {
  count = var.budget == null ? 0 : 1

  billing_account = var.budget.billing_account
  display_name    = "Standardiste ${var.environment}"

  amount {
    specified_amount {
      currency_code = var.budget.currency
      units         = tostring(floor(var.budget.amount))
    }
  }

  budget_filter {
    calendar_period = "MONTH"
    projects        = ["projects/${var.project_number}"]
  }

  dynamic "threshold_rules" {
    for_each = {
      "half"     = { percent = 0.5, basis = "CURRENT_SPEND" }
      "all"      = { percent = 1, basis = "CURRENT_SPEND" }
      "forecast" = { percent = 1.2, basis = "FORECASTED_SPEND" }
    }
    iterator = rule

    content {
      threshold_percent = rule.value.percent
      spend_basis       = rule.value.basis
    }
  }

  dynamic "all_updates_rule" {
    for_each = length(var.alert_emails) > 0 ? [1] : []

    content {
      monitoring_notification_channels = [
        for channel in google_monitoring_notification_channel.email : channel.id
      ]
    }
  }

  depends_on = [google_project_service.service]
}
