# What the code says about itself: topics, functions with their subscriptions,
# which process reads which variable and which secret, and the indexes that its
# queries need. Written by `node sandbox/src/deployment/main.ts`; a test keeps
# it in step with the code.
locals {
  contracts = jsondecode(file("${path.module}/generated/contracts.json"))

  _processes = local.contracts.processes

  secret_names = toset(flatten([
    for process in values(local._processes) : process.secrets
  ]))

  setting_names = toset(flatten([
    for process in values(local._processes) : process.settings
  ]))

  # Values that terraform knows; a process gets those that it reads.
  _computed = merge(local._tracing_environment, {
    FIRESTORE_DATABASE   = var.database_id
    GOOGLE_CLOUD_PROJECT = var.project_id
    MAX_CONCURRENT_CALLS = tostring(var.relay.calls_per_instance)
    PUBLIC_BASE_URL      = local.public_base_url
  })

  environments = {
    for name, process in local._processes : name => {
      for variable, value in merge(var.settings, local._computed) :
      variable => value
      if contains(concat(process.settings, process.terraform), variable)
    }
  }

  # Variable to secret and version, of the secrets that have a value.
  process_secrets = {
    for name, process in local._processes : name => {
      for variable in process.secrets : variable => {
        secret_id = local._secret_ids[variable]
        version   = var.secrets[variable]
      } if contains(keys(var.secrets), variable)
    }
  }

  # Nothing runs before there is an image: it lives in the registry made here.
  is_deployed = var.relay_image != null

  _missing = {
    for name, process in local._processes : name => setsubtract(
      process.required,
      concat(keys(local.environments[name]), keys(var.secrets)),
    )
  }

  missing_variables = flatten([
    for name, variables in local._missing : [
      for variable in variables : "${name} needs ${variable}"
    ]
  ])
}
