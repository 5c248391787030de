# The demo city: its settings, starting it, and how to enter it. Sourced after cluster.sh and build.sh.

# city_settings: reads and checks the environment.
city_settings() {
  PORTAL_PORT=${PORTAL_PORT:-5080}
  PORTAL_DATA_DIR=${PORTAL_DATA_DIR:-$ROOT/.data}
  PORTAL_DEMO_ACCOUNTS=${PORTAL_DEMO_ACCOUNTS:-500}
  [[ $PORTAL_PORT =~ ^[0-9]+$ ]] && [ "$PORTAL_PORT" -ge 1024 ] && [ "$PORTAL_PORT" -le 65532 ] ||
    fail "PORTAL_PORT is \"$PORTAL_PORT\". It is a number from 1024 to 65532; the next three ports are used too."
  [[ $PORTAL_DEMO_ACCOUNTS =~ ^[0-9]+$ ]] && [ "$PORTAL_DEMO_ACCOUNTS" -ge 1 ] ||
    fail "PORTAL_DEMO_ACCOUNTS is \"$PORTAL_DEMO_ACCOUNTS\". It is a number of accounts, 1 or more."
  mkdir -p "$PORTAL_DATA_DIR" 2>/dev/null || fail "PORTAL_DATA_DIR $PORTAL_DATA_DIR cannot be made."
  PORTAL_DATA_DIR=$(cd "$PORTAL_DATA_DIR" && pwd)
  [ -w "$PORTAL_DATA_DIR" ] || fail "PORTAL_DATA_DIR $PORTAL_DATA_DIR cannot be written by $(id -un)."
  SANDBOX_PORT=$((PORTAL_PORT + 1))
  MAIL_PORT=$((PORTAL_PORT + 2))
  DATABASE_PORT=$((PORTAL_PORT + 3))
  OWN_CLUSTER=1
  if [ -n "${ConnectionStrings__Portal:-}" ]; then
    OWN_CLUSTER=
    ConnectionStrings__PortalOwner=${ConnectionStrings__PortalOwner:-$ConnectionStrings__Portal}
  fi
  SECRETS_DIR=$PORTAL_DATA_DIR/secrets
  # The theme is built from this folder and read from it again when the site starts.
  Portal__ThemeDirectory=$(cd "${Portal__ThemeDirectory:-$ROOT/wwwroot-theme}" && pwd) ||
    fail "Portal__ThemeDirectory names no folder."
  export Portal__ThemeDirectory
}

# open_database: the private cluster, or the server named by the environment.
open_database() {
  [ -n "$OWN_CLUSTER" ] || return 0
  need_postgres
  start_cluster "$PORTAL_DATA_DIR" "$DATABASE_PORT"
  if [ -e "$PORTAL_DATA_DIR/seeding" ]; then
    say "the last start was stopped while making the demo city; making it afresh."
    query postgres -c 'drop database if exists portal'
    rm -f "$PORTAL_DATA_DIR/seeding"
  fi
  prepare_database portal
}

# name_database: exports the connection strings of the private cluster.
name_database() {
  if [ -n "$OWN_CLUSTER" ]; then
    CLUSTER_PORT=$DATABASE_PORT
    ConnectionStrings__Portal=$(connection_string portal portal_app)
    ConnectionStrings__PortalOwner=$(connection_string portal portal_owner)
  fi
  export ConnectionStrings__Portal ConnectionStrings__PortalOwner
}

# configure_apps: what web, worker and verbs read from the environment.
configure_apps() {
  name_database
  export ASPNETCORE_ENVIRONMENT=Production DOTNET_CONTENTROOT=$WEB_DIR
  export Portal__PublicUrl=${Portal__PublicUrl:-http://localhost:$PORTAL_PORT}
  export Portal__MailboxUrl=http://localhost:$SANDBOX_PORT/mail
  export Stripe__ApiUrl=http://127.0.0.1:$SANDBOX_PORT
  export Stripe__CheckoutOrigin=http://localhost:$SANDBOX_PORT
  # The sandbox takes any key and signs with this secret; neither opens anything outside this machine.
  Stripe__SecretKey=sk_test_$(secret stripe-key)
  Stripe__WebhookSecrets__0=whsec_$(secret stripe-webhook)
  export Stripe__SecretKey Stripe__WebhookSecrets__0
  export Mail__Host=127.0.0.1 Mail__Port=$MAIL_PORT
  export Mail__FromAddress=${Mail__FromAddress:-utilities@alderfalls.example.gov}
  export Replies__Address=${Replies__Address:-requests@alderfalls.example.gov}
  export Replies__Folder=${Replies__Folder:-$PORTAL_DATA_DIR/replies}
}

# start_city: everything, until the site says it is ready.
start_city() {
  local logs=$PORTAL_DATA_DIR/logs
  need_port "$PORTAL_PORT" "the site"
  need_port "$SANDBOX_PORT" "the sandbox"
  need_port "$MAIL_PORT" "the sandbox's mail server"
  [ -z "$OWN_CLUSTER" ] || need_port "$DATABASE_PORT" "PostgreSQL"
  [ -z "$OWN_CLUSTER" ] || need_postgres
  build_apps "$PORTAL_DATA_DIR"
  open_database
  configure_apps

  run_step migrate "$logs/migrate.log" dotnet "$WEB_DIR/Portal.Web.dll" migrate ||
    { tail_of "$logs/migrate.log"; fail "migrate failed."; }
  seed_when_empty

  start_child Sandbox "$logs/sandbox.log" TERM env \
    "DOTNET_CONTENTROOT=$SANDBOX_DIR" "Sandbox__Port=$SANDBOX_PORT" "Sandbox__SmtpPort=$MAIL_PORT" \
    "Sandbox__PublicUrl=http://localhost:$SANDBOX_PORT" "Sandbox__DataDirectory=$PORTAL_DATA_DIR/sandbox" \
    "Sandbox__ReplyFolder=$Replies__Folder" \
    "Sandbox__WebhookUrl=http://localhost:$PORTAL_PORT/webhooks/stripe" \
    "Sandbox__WebhookSecret=$Stripe__WebhookSecrets__0" "Sandbox__StripeKey=$Stripe__SecretKey" \
    dotnet "$SANDBOX_DIR/Portal.Sandbox.dll"
  wait_until_ready Sandbox "$SANDBOX_PORT" / 60
  start_child Web "$logs/web.log" TERM env \
    "ASPNETCORE_URLS=http://localhost:$PORTAL_PORT" dotnet "$WEB_DIR/Portal.Web.dll"
  start_child Worker "$logs/worker.log" TERM dotnet "$WEB_DIR/Portal.Web.dll" --work
  wait_until_ready Web "$PORTAL_PORT" /health/ready 60
}

# seed_when_empty: the demo city, once. A city that was cut short half made is dropped by open_database.
seed_when_empty() {
  local log=$PORTAL_DATA_DIR/logs/seed-demo.log
  if [ -n "$OWN_CLUSTER" ] && [ "$(query portal -c 'select exists (select from customer_account)')" = t ]; then
    return 0
  fi
  say "making a demo city of $PORTAL_DEMO_ACCOUNTS accounts ..."
  # The mark is about the private cluster alone: what it names is dropped at the next start.
  [ -z "$OWN_CLUSTER" ] || touch "$PORTAL_DATA_DIR/seeding"
  run_step seed-demo "$log" dotnet "$WEB_DIR/Portal.Web.dll" seed-demo \
    --accounts "$PORTAL_DEMO_ACCOUNTS" --seed 1 --when-filled keep ||
    { tail_of "$log"; fail "seed-demo failed."; }
  rm -f "$PORTAL_DATA_DIR/seeding"
}

print_city() {
  cat <<EOF_CITY

The city is open:  http://localhost:$PORTAL_PORT

  Sign in as       rosa.delgado@example.com         resident
                   terry.technician@example.gov     technician   authenticator key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
                   sam.supervisor@example.gov       supervisor   authenticator key KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU
                   pat.technician@example.gov       technician   authenticator key MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK
                   ada.administrator@example.gov    manages people, no money
                   art.auditor@example.gov          reads all, changes nothing
  Password         demo city water bill             for all
  Six-digit codes  http://localhost:$SANDBOX_PORT/authenticator
  Caught mail      http://localhost:$SANDBOX_PORT/mail
  Sandbox          http://localhost:$SANDBOX_PORT   test cards, faults, the bank's clock
  Logs             $PORTAL_DATA_DIR/logs

Ctrl-C stops everything and loses nothing.
EOF_CITY
}
