from harmreduction_lms.core.registry import Registry


def test_items_come_in_the_order_of_registration() -> None:
    registry: Registry[int] = Registry()
    registry.register("b", 2)
    registry.register("a", 1)
    assert list(registry) == [2, 1]
    assert registry.names() == ("b", "a")


def test_a_site_may_replace_what_we_ship() -> None:
    registry: Registry[int] = Registry()
    registry.register("a", 1)
    registry.register("a", 2)
    assert list(registry) == [2]
    assert registry["a"] == 2


def test_what_was_unregistered_is_gone() -> None:
    registry: Registry[int] = Registry()
    registry.add("a")(1)
    registry.unregister("a")
    registry.unregister("never there")
    assert "a" not in registry
    assert registry.get("a") is None
