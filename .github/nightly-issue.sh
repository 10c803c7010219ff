#!/usr/bin/env bash
# Two issues, each opened, updated and closed by the nightly run:
#   the contract is broken   opened by CODE=1 once the findings showed again, closed by CODE=0
#   no verdict               opened after three nights that could not tell, closed by the next one that could
# DRY=yes prints what would be done. RULES, AGAIN (rule: same | flaky | fixed | blocked), NIGHTS and RUN_URL go into the
# texts; nothing a server sent does.
set -euo pipefail

gh() {
  if [ "${DRY:-no}" = yes ]; then
    echo "would run: gh $*" >&2
  else
    command gh "$@"
  fi
}

open_issue() { # label: the number of the open one, or nothing
  gh issue list --state open --label "$1" --limit 1 --json number --jq '.[0].number // empty'
}

report() { # label title text
  local open
  open=$(open_issue "$1")
  if [ -n "$open" ]; then
    gh issue comment "$open" --body "Still so. $3"
  else
    gh label create "$1" --color B60205 --description "Opened and closed by the nightly run" --force
    gh issue create --title "$2" --label "$1" --body "$3"
  fi
}

settle() { # label text
  local open
  open=$(open_issue "$1")
  if [ -n "$open" ]; then
    gh issue close "$open" --comment "$2"
  else
    echo "no issue $1 is open"
  fi
}

case "${CODE:?}" in
  0)
    settle nightly-contract "The contract holds again: $RUN_URL"
    settle nightly-no-verdict "There is a verdict again: $RUN_URL"
    ;;
  1)
    settle nightly-no-verdict "There is a verdict again: $RUN_URL"
    if [ -n "${AGAIN:-}" ] && ! grep -qE ': (same|flaky|blocked|interrupted)' <<< "$AGAIN"; then
      echo "what was found did not show again ($AGAIN): no issue"
      exit 0
    fi
    report nightly-contract "Nightly: the contract or a load threshold is broken" "Violated: ${RULES:-a load threshold}.
Sent again at once: ${AGAIN:-nothing to send again}.

The report is attached to $RUN_URL and shown in its summary: each finding with its sentence, source, replay and a curl line."
    ;;
  3) settle nightly-no-verdict "There is a verdict again: $RUN_URL" ;;
  *)
    if [ "${NIGHTS:-0}" -ge 3 ]; then
      report nightly-no-verdict "Nightly: no verdict for three nights" "The run could not tell for $NIGHTS nights (exit code $CODE): an expired token, a block, or a setting. Its log says which: $RUN_URL"
    else
      echo "exit code $CODE is no word about the contract: its issue stays as it is"
    fi
    ;;
esac
