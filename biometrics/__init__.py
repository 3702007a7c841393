"""Face pictures, templates, sealed galleries and comparisons.

The core below knows neither ORM nor HTTP; models, services and tasks build on it.

Pictures
    ``images.inspect_picture(data: bytes) -> PictureInfo``: header only, for the web process.
    ``images.read_picture(data) -> Pixels``: upright RGB, at most 1,600 px, nothing else kept.
    Both raise ``types.UnusablePicture``.

Engines (the only place that knows a face library; import is cheap, models load on first use)
    ``engines.get(name: str | EngineId | None = None) -> Engine``; None is the default engine.
    ``Engine.id: EngineId``, ``.dimension``, ``.metric``, ``.calibration``;
    ``.encode_probe(picture: Pixels) -> OpenTemplate``; ``.encode_reference(picture) -> OpenTemplate``.
    ``engines.accept_vector(engine: str, values: Sequence[float]) -> OpenTemplate``: a disclosed
    vector, checked; raises ``UnknownEngine`` or ``UnusableVector`` (both with ``.sentence``).

Vault (the only place that encrypts templates and pictures)
    ``vault.keys.key_wrapper() -> KeyWrapper`` from the settings; ``MissingKey`` says what to do.
    ``vault.transit.seal(data, *, context: dict[str, str]) -> Sealed(wrapped_key, blob)`` and
    ``vault.transit.unseal(sealed, *, context) -> bytearray`` (wipe with ``vault.wipe``): one picture.
    Of several that come and go together: ``with vault.transit.new_key(context=…) as key:``
        ``key.wrapped`` is stored with each; ``key.seal(data, *, place: dict[str, str]) -> bytes``;
        ``with vault.transit.open_key(wrapped, context=…) as key: key.unseal(blob, *, place)``
    ``vault.gallery.GalleryContext.today(disclosure: str, engine: EngineId)`` for a new gallery
    ``vault.gallery.create_key(context) -> WrappedKey`` (bytes, stored with the disclosure)
    ``with vault.gallery.open_key(wrapped, context) as key:``
        ``key.seal_block(templates, *, index: int, first_row: int) -> SealedBlock`` (≤ 2,048 rows)
        ``key.seal_reference(text, *, number: int) -> bytes``; ``key.bind_reference(sealed, *, number,
        row)`` once it has a row; ``key.open_reference(sealed, *, number, row=None) -> str``
        ``key.seal_count(count: int) -> bytes`` once it is complete / ``key.open_count(sealed) -> int``
        ``key.open_blocks(blocks: Iterable[SealedBlock], *, count: int) -> OpenedGallery``
    ``SealedBlock(index, first_row, count, blob)`` is what the database or the object store keeps.
    ``vault.keys.rewrap(wrapped, *, context, old, new)`` changes the wrapping key of one data key;
    ``wrapped_keys.held_in(model, field)`` registers a column of them, for `services.rewrapping`.
    ``Undecryptable`` is raised for anything that does not open, and for missing blocks or rows;
    ``OtherSpace``, one of them, for rows that were sealed under another calibration.

Comparison
    ``thresholds.policy_for(engine: EngineId, kind: PolicyKind) -> Policy`` (access, deletion,
    on_device); ``Policy.id``, ``.version`` are recorded with a verification.
    ``comparison.compare(*, probes: Sequence[OpenTemplate], gallery: OpenedGallery, policy: Policy)
    -> Decision(outcome, matched, policy_id, policy_version)``. Probes are 1 to 5 frames of one
    person; ``matched`` are gallery rows, empty unless verified.

Liveness (docs/liveness.md)
    ``liveness.checking.check_burst(pictures: Iterable[Pixels], gestures: Sequence[Gesture], engine)
    -> list[OpenTemplate]``: three to five of the person looking straight, for ``compare``. Raises
    ``liveness.problems.NotLive`` or ``UnusablePicture``, both with ``.problem`` and ``.sentence``.

Drawn people (tests, demo): ``drawn.faces.draw(person: int, variant: int = 0, size: int = 640)
-> PIL.Image.Image``; ``drawn.faces.DEMO_PEOPLE: tuple[int, ...]``, measured far apart;
``drawn.motion.frames(person, gestures) -> Iterator[Pixels]`` of ``drawn.motion.MOVING_PEOPLE``.
"""
