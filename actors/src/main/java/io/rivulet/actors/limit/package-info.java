// SPDX-License-Identifier: Apache-2.0
/// Limits of callers that hold for the cluster: a limiter each, which leases to gateways what they let pass.
@NullMarked
package io.rivulet.actors.limit;

import org.jspecify.annotations.NullMarked;
