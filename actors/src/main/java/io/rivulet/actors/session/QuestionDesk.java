// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.ResumeToken;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is asked of a session, for its [SessionShell]: refuses who may not ask, makes inputs of the rest, and tells
/// each
/// its answer.
///
/// **Thread** the session's. **Bounded by** `max-questions`.
final class QuestionDesk {
    private static final long MILLIS_PER_SECOND = 1_000;

    private static final Logger log = LoggerFactory.getLogger(QuestionDesk.class);

    private final UUID id;
    private final SessionNode node;
    private final Supplier<SessionState> durable;
    private final Consumer<Input> feed;
    private final FollowerRefs followers;
    private final SessionRefusals refusals;
    private final Replies replies;
    private final SessionTraces traces;
    private final OwnPolls polls;
    private final Questions questions;
    private final UpdateOrder order = new UpdateOrder();
    private final List<Runnable> farewells = new ArrayList<>();
    private @Nullable String openedBy;

    /// @param durable what of the session is durable now
    /// @param feed gives the machine an input
    QuestionDesk(
            UUID id,
            SessionNode node,
            Supplier<SessionState> durable,
            Consumer<Input> feed,
            FollowerRefs followers,
            SessionRefusals refusals,
            Replies replies,
            SessionTraces traces,
            OwnPolls polls) {
        this.id = id;
        this.node = node;
        this.durable = durable;
        this.feed = feed;
        this.followers = followers;
        this.refusals = refusals;
        this.replies = replies;
        this.traces = traces;
        this.polls = polls;
        this.questions = new Questions(node.settings().session().maxQuestions());
    }

    /// Those that wait for their answer, all of which this desk has asked.
    Questions open() {
        return questions;
    }

    void credit(SessionCommand.Credit credit) {
        Long number = followers.numberOf(new FollowerRefs.Name(credit.door(), credit.follower()));
        if (number != null) {
            feed.accept(new Input.Credit(number, credit.streams(), credit.upTo(), credit.bytes()));
        }
    }

    void unfollow(SessionCommand.Unfollow unfollow) {
        unfollow(new FollowerRefs.Name(unfollow.door(), unfollow.follower()));
    }

    void check(SessionCommand.CheckToken check) {
        check.replyTo().tell(new Answered(checked(check.token())));
    }

    /// Answers that the session has ended are told by `last`, in order.
    void sayFarewells(Consumer<Runnable> last) {
        farewells.forEach(last);
        farewells.clear();
    }

    void open(SessionCommand.Open open) {
        SessionState now = durable.get();
        if (now.opened() == null && now.closed() != null) {
            Replies.refuse(open.replyTo(), Intake.ended(id));
            return;
        }
        if (owner() == null) {
            openedBy = open.owner();
        }
        SessionTraces.Asked traced = traces.asked(open.opened().settings().traced() ? open.trace() : null);
        long number = questions.ask(false, answer -> {
            if (answer instanceof Answer.Refused) {
                openedBy = null;
            }
            if (traced != null) {
                traced.answered();
            }
            replies.tell(open.replyTo(), answer);
        });
        feed.accept(new Input.Open(number, open.opened(), open.matrixClass(), open.estimatedBytes()));
    }

    /// Whose session this is: of the one that exists, else of the one that is being opened.
    @Nullable
    String owner() {
        SessionEvent.SessionOpened opened = durable.get().opened();
        return opened == null ? openedBy : opened.owner();
    }

    void answer(SessionCommand.Question question) {
        if (!question.owner().equals(owner())) {
            if (owner() == null) {
                log.warn("session={} is asked for, but its journal has nothing of it", id);
            }
            Replies.refuse(question.replyTo(), refusals.notFound());
            return;
        }
        if (questions.full()) {
            Replies.refuse(question.replyTo(), refusals.busy("Too many questions wait for answers"));
            return;
        }
        switch (question) {
            case SessionCommand.Open open -> open(open);
            case SessionCommand.Update update -> update(update);
            case SessionCommand.Follow follow -> follow(follow);
            case SessionCommand.ReadPolledX read -> polls.readX(read);
            case SessionCommand.Plain plain ->
                feed.accept(QuestionInputs.of(plain, ask(plain), node.swarm().get()));
        }
    }

    private void update(SessionCommand.Update update) {
        SessionCommand.Turn turn = update.turn();
        if (turn != null && !order.takes(turn)) {
            Replies.refuse(update.replyTo(), refusals.outOfTurn());
            return;
        }
        SessionTraces.Asked traced = traces.asked(update.trace());
        long number = questions.ask(update.waitApplied(), answer -> {
            if (traced != null) {
                traced.answered();
            }
            if (turn != null) {
                order.answered(turn, answer);
            }
            replies.tell(update.replyTo(), answer);
        });
        feed.accept(new Input.Updates(number, update.batch().updates(), update.waitApplied()));
    }

    private Answer checked(String token) {
        SessionEvent.SessionOpened opened = durable.get().opened();
        return opened != null
                        && ResumeToken.valid(
                                opened.tokenSecret(), id, token, node.now().epochMillis() / MILLIS_PER_SECOND)
                ? new Answer.Done()
                : new Answer.Refused(Problem.of(ProblemCode.UNAUTHENTICATED, "The resume token is not good any more")
                        .session(id.toString()));
    }

    private long ask(SessionCommand.Plain question) {
        return questions.ask(QuestionInputs.waitsForEngine(question), answer -> {
            Runnable reply = () -> replies.tell(question.replyTo(), answer);
            if (question instanceof SessionCommand.Close) {
                farewells.add(reply);
            } else {
                reply.run();
            }
        });
    }

    /// A refused follower is forgotten again before its refusal is told.
    private void follow(SessionCommand.Follow follow) {
        var name = new FollowerRefs.Name(follow.door(), follow.follower());
        unfollow(name);
        long follower = followers.add(name, follow.to());
        long number = questions.ask(false, answer -> {
            if (answer instanceof Answer.Refused) {
                followers.forget(follower);
            }
            replies.tell(follow.replyTo(), answer);
        });
        feed.accept(new Input.Follow(number, follower, follow.streams(), follow.from(), follow.creditBytes()));
    }

    private void unfollow(FollowerRefs.Name name) {
        Long number = followers.numberOf(name);
        if (number != null) {
            followers.forget(number);
            feed.accept(new Input.Unfollow(number));
        }
    }
}
