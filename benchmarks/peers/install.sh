#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the peers: on Debian, as root.
set -eu
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-scipy python3-petsc4py python3-mpi4py openmpi-bin
cd "$(dirname "$0")"
npm install --ignore-scripts --no-save --no-audit --no-fund sublinear-time-solver@1.7.2
