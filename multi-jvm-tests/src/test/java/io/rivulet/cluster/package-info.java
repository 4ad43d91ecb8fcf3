// SPDX-License-Identifier: Apache-2.0
/// Tests with several nodes as processes of their own.
@NullMarked
package io.rivulet.cluster;

import org.jspecify.annotations.NullMarked;
