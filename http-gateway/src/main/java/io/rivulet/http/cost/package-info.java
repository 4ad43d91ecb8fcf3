// SPDX-License-Identifier: Apache-2.0
/// `POST /api/v1/swarm/costs`: updates and reports, one by one or as lines.
@NullMarked
package io.rivulet.http.cost;

import org.jspecify.annotations.NullMarked;
