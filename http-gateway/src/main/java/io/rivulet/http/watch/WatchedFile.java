// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.watch;

import io.rivulet.http.settings.UnusableSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a file says, as of the last time that it could be used. At the start it has to be usable; later a file that is
/// not leaves what was read before, and is told once.
/// **Thread** [#now] any; [#look] reads the file, so it may block. **Bounded by** the size given.
public final class WatchedFile<T> {
    private static final Logger log = LoggerFactory.getLogger(WatchedFile.class);

    /// Makes sense of the file. **Errors** [UnusableSettings], which never shows what stands in it.
    @FunctionalInterface
    public interface Reader<T> {
        T read(Content content);
    }

    /// @param ownersOnly nobody but its owner may read or change it, see [SecretRights]
    public record Content(Path file, byte[] bytes, boolean ownersOnly) {
        /// **Errors** where others may read it too.
        public void requireOwnersOnly() {
            if (!ownersOnly) {
                throw new UnusableSettings("the file " + file
                        + " holds secrets and may be read by others than its owner" + "\n  hint: chmod 600 " + file);
            }
        }
    }

    private final Path file;
    private final int mostBytes;
    private final Reader<T> reader;
    /// Of what was read: the file may hold secrets that are not to stay in memory.
    private byte[] digest;

    private boolean ownersOnly;
    private volatile T now;
    private @Nullable String complaint;

    /// **Errors** [UnusableSettings].
    public WatchedFile(Path file, int mostBytes, Reader<T> reader) {
        this.file = file;
        this.mostBytes = mostBytes;
        this.reader = reader;
        Content content = content();
        this.now = reader.read(content);
        this.digest = sha256(content.bytes());
        this.ownersOnly = content.ownersOnly();
    }

    public T now() {
        return now;
    }

    public Path file() {
        return file;
    }

    /// Whether what it says has changed.
    public synchronized boolean look() {
        try {
            Content content = content();
            byte[] read = sha256(content.bytes());
            if (content.ownersOnly() == ownersOnly && Arrays.equals(read, digest)) {
                complaint = null;
                return false;
            }
            now = reader.read(content);
            digest = read;
            ownersOnly = content.ownersOnly();
            complaint = null;
            log.info("{} has changed and was read", file);
            return true;
        } catch (UnusableSettings unusable) {
            String message = String.valueOf(unusable.getMessage());
            if (!message.equals(complaint)) {
                complaint = message;
                log.warn("what was read before still holds: {}", message);
            }
            return false;
        }
    }

    private Content content() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new UnusableSettings("the file " + file + " has more than " + mostBytes + " bytes");
            }
            return new Content(file, bytes, SecretRights.areNarrow(file));
        } catch (IOException unreadable) {
            throw new UnusableSettings("the file " + file + " can't be read ("
                    + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
