// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.CostUpdate;

/// An accepted update with its identity.
public record IdentifiedUpdate(UpdateIdentity identity, CostUpdate update) {}
