// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

/// @param name unique in the cluster
public record NodeIdentity(String name, String version) {}
