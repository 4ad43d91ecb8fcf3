// SPDX-License-Identifier: Apache-2.0
/// Whether a node could run on this machine.
@NullMarked
package io.rivulet.node.doctor;

import org.jspecify.annotations.NullMarked;
