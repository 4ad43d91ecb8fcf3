// SPDX-License-Identifier: Apache-2.0
/// The most similar of many stored series, exactly, by lower bounds that spare most of the work.
@NullMarked
package io.rivulet.patterns.search;

import org.jspecify.annotations.NullMarked;
