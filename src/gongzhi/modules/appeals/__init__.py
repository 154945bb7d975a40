"""民声诉求: every appeal from the first call to the call-back.

The parts: `directory` (what there is and who does it), `intake` (registering), `handling` (dispatch to reply),
`callback` (was it solved), `desk` (lists and the page of one appeal). Each has the rooms of a module.
"""
