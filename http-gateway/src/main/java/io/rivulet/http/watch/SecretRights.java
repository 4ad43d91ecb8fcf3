// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Who may read a file with secrets: its owner alone. Where it belongs to root and this process is somebody else, the
/// group may read it too, as else nobody could give this process a secret without letting it change it: so Kubernetes
/// mounts its secrets.
/// **Source** the rule of PostgreSQL for `ssl_key_file`.
final class SecretRights {
    private static final int ROOT = 0;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretRights() {}

    /// Whether only those may read `file` who are to.
    static boolean areNarrow(Path file) throws IOException {
        try {
            boolean roots = Files.getAttribute(file, "unix:uid") instanceof Integer uid && uid == ROOT;
            return areNarrow(
                    Files.getPosixFilePermissions(file), roots && !"root".equals(System.getProperty("user.name")));
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            // A file system without such permissions: nothing to tell.
            return true;
        }
    }

    /// @param lent it belongs to root, which this process is not
    static boolean areNarrow(Set<PosixFilePermission> rights, boolean lent) {
        Set<PosixFilePermission> others = EnumSet.copyOf(rights);
        others.removeAll(OWNERS);
        if (lent) {
            others.remove(PosixFilePermission.GROUP_READ);
        }
        return others.isEmpty();
    }
}
