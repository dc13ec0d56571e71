# Finds Python 3.11 or newer for the scripts beside this file and puts it into $PYTHON. Sourced, not run.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
PYTHON=""
for candidate in python3.11 python3 python3.12 python3.13 python3.14; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    PYTHON="$candidate"
    break
  fi
done
if [ -z "$PYTHON" ]; then
  echo "Luminary needs Python 3.11 or newer, and this machine has none on its PATH." >&2
  if command -v python3 >/dev/null 2>&1; then echo "python3 here is $(python3 --version 2>&1)." >&2; fi
  echo "On Debian or Ubuntu: sudo apt-get install python3.11 python3.11-venv; elsewhere: https://www.python.org/downloads/" >&2
  exit 1
fi
