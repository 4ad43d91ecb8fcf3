// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.Audit;
import io.rivulet.http.route.Gate;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.http.watch.WatchedFile;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that finds out who calls, as the settings want it; ends with the actor system.
public final class Authentication {
    private static final Logger log = LoggerFactory.getLogger(Authentication.class);

    private final SecuritySettings settings;
    private final Origins origins;
    private final Tickets tickets;
    private final Gate gate;
    private final Audit audit;

    /// **Errors** [io.rivulet.http.settings.UnusableSettings] for a file that can't be used.
    public Authentication(ActorSystem<?> system, SecuritySettings settings, Origins origins, Sessions sessions) {
        this.settings = settings;
        this.origins = origins;
        InstantSource clock = InstantSource.system();
        this.tickets = new Tickets(clock, new SecureRandom());
        this.audit = new AuditLog(System::nanoTime);
        if (!settings.authenticates()) {
            log.info("authentication off: whoever reaches this address may do everything");
            this.gate = Gatekeeper.open(origins);
            return;
        }
        var cache = new TokenCache(clock, System::nanoTime);
        WatchedFile<StaticKeys> keys = keys(settings);
        List<WatchedFile<?>> files = new ArrayList<>();
        if (keys != null) {
            files.add(keys);
            tell(keys.now());
        }
        List<TokenSource> sources = new ArrayList<>();
        var authenticator = new Authenticator(() -> keys == null ? StaticKeys.NONE : keys.now(), sources, cache);
        this.gate = new Gatekeeper(origins, authenticator, tickets, sessions::ownerByResumeToken);
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        system.scheduler()
                .scheduleWithFixedDelay(
                        settings.reload(),
                        settings.reload(),
                        () -> blocking.execute(() -> look(files, keys, cache)),
                        system.executionContext());
        log.info(
                "authentication on: keys={} jwt={} introspection={}",
                keys == null ? 0 : keys.now().size(),
                settings.jwt() != null,
                settings.introspection() != null);
    }

    /// Reads every file once, so that a bad one is found before anything is started.
    /// **Errors** [io.rivulet.http.settings.UnusableSettings].
    public static void check(SecuritySettings settings) {
        keys(settings);
    }

    public Gate gate() {
        return gate;
    }

    public Audit audit() {
        return audit;
    }

    public void addTo(Router router, Bodies bodies) {
        new TicketRoutes(bodies, tickets).addTo(router);
    }

    private static @Nullable WatchedFile<StaticKeys> keys(SecuritySettings settings) {
        return settings.keysFile() == null
                ? null
                : new WatchedFile<>(settings.keysFile(), KeysFile.MAX_BYTES, KeysFile::read);
    }

    private void look(List<WatchedFile<?>> files, @Nullable WatchedFile<StaticKeys> keys, TokenCache cache) {
        boolean changed = false;
        for (WatchedFile<?> file : files) {
            changed |= file.look();
        }
        if (changed) {
            cache.forget();
            tickets.forget();
            if (keys != null) {
                tell(keys.now());
            }
        }
    }

    private static void tell(StaticKeys keys) {
        keys.notices().forEach(log::warn);
    }
}
