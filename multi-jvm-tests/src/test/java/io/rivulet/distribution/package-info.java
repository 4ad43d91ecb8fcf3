// SPDX-License-Identifier: Apache-2.0
/// What a release consists of, unpacked and run.
@NullMarked
package io.rivulet.distribution;

import org.jspecify.annotations.NullMarked;
