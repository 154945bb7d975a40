"""python -m gongzhi.kernel.documents.reading FILE"""

import sys

from gongzhi.kernel.documents.reading.command import main

sys.exit(main(sys.argv[1:]))
