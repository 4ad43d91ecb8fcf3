// SPDX-License-Identifier: Apache-2.0
/// The interface as a document for programs (OpenAPI 3.1) and as a page for people.
@NullMarked
package io.rivulet.http.openapi;

import org.jspecify.annotations.NullMarked;
