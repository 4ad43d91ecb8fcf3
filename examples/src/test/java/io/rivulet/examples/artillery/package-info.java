// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.rivulet.examples.artillery;

import org.jspecify.annotations.NullMarked;
