// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

/// @param open streams of the caller at all gateways, with this one where it was granted
public record StreamGrant(boolean granted, int open) {}
