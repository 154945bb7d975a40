"""gongzhi 共治: the working system of a Chinese county."""

__version__ = "0.1.0"
