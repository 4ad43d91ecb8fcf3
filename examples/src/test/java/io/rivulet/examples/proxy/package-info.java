// SPDX-License-Identifier: Apache-2.0
/// What stands between clients and a node.
package io.rivulet.examples.proxy;
