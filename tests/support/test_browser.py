import pytest


@pytest.mark.browser
def test_the_browser_speaks_chinese_and_draws_it(page):
    page.set_content("<html lang=zh><body><p style='display:inline'>督查</p></body>")

    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.locator("p").bounding_box()["width"] > 20


@pytest.mark.browser
def test_the_phone_is_390_pixels_wide(phone):
    phone.set_content("<meta name=viewport content='width=device-width'><p>督查</p>")

    assert phone.evaluate("window.innerWidth") == 390
