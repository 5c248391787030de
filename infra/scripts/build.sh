# Building the theme and the programs, and skipping either when nothing it reads has changed. Sourced after lib.sh.

# build_theme: node and sass turn wwwroot-theme into src/Portal.Web/wwwroot/theme.
build_theme() {
  local stamp=$ROOT/wwwroot-theme/node_modules/.portal-built now log
  local packages=$ROOT/wwwroot-theme/node_modules/.portal-packages
  [ -f "$ROOT/wwwroot-theme/package.json" ] || return 0
  now="$(hash_of wwwroot-theme) ${Portal__ThemeDirectory:-$ROOT/wwwroot-theme}"
  if [ -d "$ROOT/src/Portal.Web/wwwroot/theme" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then
    return 0
  fi
  need_node
  say "building the theme ..."
  log=$(mktemp)
  local lock
  lock=$(hash_of wwwroot-theme/package.json wwwroot-theme/package-lock.json)
  if [ "$(cat "$packages" 2>/dev/null)" != "$lock" ]; then
    (cd "$ROOT/wwwroot-theme" && npm ci --no-audit --no-fund) >"$log" 2>&1 ||
      { tail_of "$log" 30; fail "npm ci failed."; }
    echo "$lock" >"$packages"
  fi
  (cd "$ROOT/wwwroot-theme" && npm run build) >"$log" 2>&1 || { tail_of "$log" 30; fail "The theme did not build."; }
  rm -f "$log"
  echo "$now" >"$stamp"
}

# build_apps DATA_DIR: publishes Portal.Web and Portal.Sandbox under a name made from their sources, so that a city that
# is running keeps the files it runs from. Sets WEB_DIR and SANDBOX_DIR.
build_apps() {
  local now apps=$1/app
  build_theme
  now=$(hash_of src wwwroot-theme Directory.Build.props Directory.Packages.props global.json)
  WEB_DIR=$apps/$now/web
  SANDBOX_DIR=$apps/$now/sandbox
  if [ -d "$apps/$now" ]; then
    touch "$apps/$now"
    return 0
  fi
  need_dotnet
  say "building the portal ..."
  local log=$1/logs/build.log draft=$apps/$now.draft project
  mkdir -p "$1/logs" "$apps"
  rm -rf "$draft"
  : >"$log"
  for project in Web Sandbox; do
    if ! (cd "$ROOT" && dotnet publish "src/Portal.$project" -c Release -o "$draft/${project,,}" \
      -p:UseSharedCompilation=false) >>"$log" 2>&1; then
      tail_of "$log" 30
      fail "Portal.$project did not build."
    fi
  done
  mv "$draft" "$apps/$now"
  # The newest three stay; anything older is no longer run by anyone.
  find "$apps" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2- |
    xargs -r rm -rf
}
