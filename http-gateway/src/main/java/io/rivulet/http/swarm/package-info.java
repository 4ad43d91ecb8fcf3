// SPDX-License-Identifier: Apache-2.0
/// The calls about the members of swarms.
@NullMarked
package io.rivulet.http.swarm;

import org.jspecify.annotations.NullMarked;
