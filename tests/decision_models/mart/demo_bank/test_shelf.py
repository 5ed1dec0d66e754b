from decision_models.mart.demo_bank import shelf
from decision_models.mart.demo_bank.processes import LARGE, PROCESSES, process_of


def test_sixty_products_with_unique_ids_and_every_kind_of_purchase() -> None:
    products = shelf()
    assert len({product.product_id for product in products}) == len(products) == 60
    assert {PROCESSES[process_of(product)] for product in products} == set(PROCESSES)


def test_the_stricter_rating_counts() -> None:
    by_id = {product.product_id: product for product in shelf()}
    differing = [
        product
        for product in shelf()
        if product.risk_level_issuer and product.risk_level_issuer != product.risk_level_seller
    ]
    assert differing
    for product in differing:
        assert product.risk == max(
            int(str(product.risk_level_issuer)[1]), int(str(product.risk_level_seller)[1])
        )
    assert by_id["P057"].risk == 1  # a card has no rating


def test_a_deposit_from_200000_yuan_is_a_large_one() -> None:
    for product in shelf():
        if product.category == "deposit":
            assert (process_of(product) == LARGE) == ((product.min_amount or 0) >= 200_000)
