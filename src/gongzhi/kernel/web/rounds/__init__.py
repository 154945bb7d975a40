"""Pages of patrols and visits for every module: rounds, person-times, routes, and one round from beginning to end.

class Rounds(RoundList): module, filters = "ecology", RoundFilter of the module
urlpatterns = round_urls(Pages("ecology", "生态巡查", view=…, walk=…, plan=…, rounds=Rounds, …))
"""
