"""Lanes at work: threads that carry out steps one after the other, each while it holds a lane."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connections
from msgspec import Struct

from homeroom.pull.lanes import Lanes
from homeroom.store.claims import Try
from homeroom.store.deliveries import Ending
from homeroom.store.links import Link

# After so many seconds, or after a step that takes longer, a lane is for whoever waits for it, such
# as a page of a pull.
TURN_SECONDS = 1.0
# So often a thread without a lane looks at the clock.
LOOK_SECONDS = 1.0
# So long a lane is kept when there is nothing to do: the next step is about to come.
LINGER_SECONDS = 0.05


class Done(Struct, frozen=True, kw_only=True):
    """What a step leaves: to be written down, and then the steps that follow from it.

    `links` and `stood` are ids to keep and what stood there before us, `tries` what is about to be
    sent, `endings` how deliveries came out, `back` the records to put back into the queue.
    """

    links: Sequence[Link] = ()
    stood: Mapping[str, Mapping[str, Any]] = {}
    tries: Sequence[Try] = ()
    endings: Sequence[Ending] = ()
    back: Sequence[str] = ()
    steps: "Sequence[Step]" = ()

    @property
    def writes(self) -> bool:
        """Say whether there is anything to write down."""
        return bool(self.links or self.stood or self.tries or self.endings or self.back)


Step = Callable[[], Done]


class Crew:
    """As many threads as there are lanes just now; other processes may hold some of these.

    A context manager: at its end nothing more is begun, and what was begun is waited for.
    """

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._threads: list[threading.Thread] = []
        # What has begun goes first, so that little time passes between a look and a write.
        self._begun: deque[Step] = deque()
        self._fresh: deque[Step] = deque()
        self._open = 0  # steps that were added and not collected
        self._done: list[Done] = []
        self._problem: BaseException | None = None
        self._closed = False
        self._changed = threading.Condition()

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def add(self, steps: Iterable[Step]) -> None:
        """Let steps be carried out that begin something."""
        self._add(self._fresh, steps)

    def go_on(self, steps: Iterable[Step]) -> None:
        """Let steps be carried out that go on with something that has begun."""
        self._add(self._begun, steps)

    def _add(self, queue: "deque[Step]", steps: Iterable[Step]) -> None:
        with self._changed:
            if self._problem is not None:
                return
            before = len(queue)
            queue.extend(steps)
            self._open += len(queue) - before
            while len(self._threads) < min(self.width, self._open):
                number = len(self._threads)
                thread = threading.Thread(target=self._work, args=(number,), daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify_all()

    @property
    def width(self) -> int:
        """Return how many lanes there are just now."""
        return self._lanes.width()

    @property
    def busy(self) -> bool:
        """Say whether there is anything to wait for, or to collect."""
        return self._open > 0 or self._problem is not None

    @property
    def starving(self) -> bool:
        """Say whether lanes have nothing to do just now."""
        return not self._begun and not self._fresh

    def drop(self) -> None:
        """Forget what has not begun."""
        with self._changed:
            self._open -= len(self._fresh)
            self._fresh.clear()

    def collect(self, seconds: float) -> list[Done]:
        """Return what steps have left, waiting for the first one for so long at most.

        What a step raised is raised when everything is collected that was under way.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._done or self._failed, seconds)
            if not self._done and self._failed:
                assert self._problem is not None
                raise self._problem
            done, self._done = self._done, []
            self._open -= len(done)
            return done

    @property
    def _failed(self) -> bool:
        return self._problem is not None and not self._open

    def _work(self, number: int) -> None:
        try:
            while self._is_needed(number):
                with self._lanes.one() as lane:
                    self._keep_busy(lane)
        except BaseException as problem:  # `collect` raises it
            self._fail(problem)
        finally:
            connections.close_all()

    def _is_needed(self, number: int) -> bool:
        """Wait for work; False at the end.

        Threads for which there is no lane do not stand in line for one, or a page would have to
        wait for all of them.
        """
        with self._changed:
            while not self._closed:
                if not self.starving and number < self.width:
                    return True
                self._changed.wait(LOOK_SECONDS)
            return False

    def _keep_busy(self, lane: int) -> None:
        turn = time.monotonic() + TURN_SECONDS
        while step := self._next():
            self._carry_out(step)
            if time.monotonic() >= turn:
                if self._lanes.give_way(lane):
                    return
                turn = time.monotonic() + TURN_SECONDS

    def _next(self) -> Step | None:
        with self._changed:
            self._changed.wait_for(lambda: not self.starving or self._closed, LINGER_SECONDS)
            if self._closed or self.starving:
                return None
            return (self._begun or self._fresh).popleft()

    def _carry_out(self, step: Step) -> None:
        try:
            done = step()
        except BaseException as problem:
            self._fail(problem)
            done = Done()
        if not done.writes:
            self.go_on(done.steps)
            done = Done()
        with self._changed:
            self._done.append(done)
            self._changed.notify_all()

    def _fail(self, problem: BaseException) -> None:
        """Begin nothing more; what is under way ends."""
        with self._changed:
            self._problem = self._problem or problem
            self._open -= len(self._fresh) + len(self._begun)
            self._fresh.clear()
            self._begun.clear()
            self._changed.notify_all()
